"""Stand-ins for the parts of the LMS that know people: the real names, fields and relations."""
