-- Who was ever at an institution: asked for by name of the institution, while the exclusion's index begins with the person.
create index on directory.affiliation (institution_id);
