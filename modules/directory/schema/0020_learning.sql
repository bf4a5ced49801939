-- What a person learnt or did elsewhere and their own institution recognises: entered by the platform with the certificate, and never changed.
create table directory.learning (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references directory.person,
  institution_id uuid not null references directory.institution,  -- which recognised it: the home
  party         kernel.party_code not null,                       -- of the home
  kind          text not null check (kind in ('study', 'internship', 'secondment', 'research', 'training', 'practice', 'mentoring')),
  title         text not null check (length(title) between 1 and 100),           -- as the home calls it
  host_title    text check (length(host_title) <= 100),                          -- as the host called it
  host_id       uuid not null references directory.institution,
  hours         numeric(7, 1) not null check (hours between 0 and 10000),
  credits       numeric(5, 1) not null check (credits between 0 and 100),
  grade         text check (length(grade) <= 20),
  scale         text check (length(scale) <= 40),                                -- of the host's mark
  home_grade    text check (length(home_grade) <= 20),
  home_scale    text check (length(home_scale) <= 40),
  during        daterange not null,
  source_type   text not null check (length(source_type) <= 60),
  source_id     uuid not null,
  source_link   text not null check (length(source_link) <= 200),
  line          integer not null check (line between 1 and 1000),                -- of what the source recognised
  certificate   text not null check (length(certificate) <= 60),
  recognised_on date not null,
  recognised_by text check (length(recognised_by) <= 100),                       -- the name they went by that day
  unique (source_type, source_id, line)
);
create index on directory.learning (person_id, recognised_on desc, id);

-- Whose it is, the home that recognised it, its department, and who audits it. The host gave its mark on the stay and does not follow the person.
alter table directory.learning enable row level security;
create policy seen on directory.learning for select using (
  kernel.may_change(party) or kernel.audits(party) or coalesce(person_id = kernel.actor_person(), false)
  or coalesce(kernel.actor_role() = 'institution_officer' and institution_id = kernel.actor_organization(), false));
create policy entered on directory.learning for insert with check (kernel.is_system());
grant select, insert on directory.learning to delta_app;

-- When two records become one, what the one learnt is the other's.
create function directory.move_learning() returns trigger
language plpgsql security definer set search_path = directory, kernel, pg_temp as $$
begin
  update directory.learning set person_id = new.merged_into where person_id = new.id;
  return null;
end $$;
revoke execute on function directory.move_learning from public;
create trigger move_learning after update of merged_into on directory.person for each row when (new.merged_into is not null and old.merged_into is null) execute function directory.move_learning();
