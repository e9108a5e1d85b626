"""What operators do by command: find and erase a person, remove what is old, check the site."""
