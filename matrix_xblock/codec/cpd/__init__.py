"""The CPD log: as JSON, as a form, as a spreadsheet."""
