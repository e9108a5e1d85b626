"""ClickHouse, where a site has it: the views that charts read, and releases as rows."""
