-- A record elsewhere that names an institution and its party by a foreign key on both cannot name another party's.
alter table directory.institution add constraint institution_of_party unique (id, party);
