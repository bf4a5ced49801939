-- Accounts stand on people, and grants on institutions: what the kernel's policies cannot know by themselves.

-- An officer's institution lies in the party that the grant names, or else a grant of one party would open another's records.
alter table directory.institution add unique (id, party);
alter table kernel.role_grant add foreign key (organization_id, party) references directory.institution (id, party);

-- A party's officer opens accounts for the people whom the party keeps, no others.
create policy for_kept_people on kernel.account as restrictive for insert
  with check (kernel.is_system() or kernel.actor_role() = 'administrator' or directory.keeps(person_id));

-- Each party's first officers are known to the administrator by name only.
create policy added_for_account on directory.person for insert
  with check (kernel.actor_role() = 'administrator' and visibility = 'region' and institution_id is null);
