-- Kinship stands between people too. Whom or what a conflict is with has a key, by which a draw finds it however it was typed (rules.ts, `nameKey`).
alter table pools.conflict drop constraint conflict_kind_check, drop constraint conflict_check;
alter table pools.conflict
  add column name text check (length(name) between 1 and 100),
  add column key text check (length(key) between 1 and 100);
update pools.conflict set name = left(about, 100), key = coalesce(nullif(lower(regexp_replace(normalize(left(about, 100), NFKC), '[\s[:punct:]]', '', 'g')), ''), '-') where kind <> 'institution';
alter table pools.conflict
  add constraint conflict_kind_check check (kind in ('institution', 'person', 'project', 'kinship')),
  add constraint conflict_check check (case kind
    when 'institution' then institution_id is not null and name is null and key is null
    when 'kinship' then name is not null and key is not null     -- and perhaps where the relative works
    else institution_id is null and name is not null and key is not null end);
create index on pools.conflict (key) where withdrawn_at is null;
create index on pools.conflict (institution_id) where withdrawn_at is null;

-- Whom and what a draw's panel will review: told to the platform, which heeds it, and to the party that asks. The others see how many there are.
create table pools.draw_reviewed (
  id            uuid primary key default uuidv7(),
  draw_id       uuid not null references pools.draw,
  kind          text not null check (kind in ('person', 'project')),
  name          text not null check (length(name) between 1 and 100),
  person_id     uuid references directory.person,
  check (kind = 'person' or person_id is null)
);
create index on pools.draw_reviewed (draw_id);
alter table pools.draw_reviewed enable row level security;
create policy seen on pools.draw_reviewed for select using (kernel.is_system() or exists (select from pools.draw d where d.id = draw_id and (kernel.acts_for_party(d.party) or kernel.audits(d.party))));
create policy added on pools.draw_reviewed for insert with check (kernel.is_system() or exists (select from pools.draw d where d.id = draw_id and kernel.may_change(d.party) and d.state = 'solving'));
grant select, insert on pools.draw_reviewed to delta_app;

-- Some panels must have women and men; who nominates says so, where the person does not mind.
alter table pools.member add column sex text check (sex in ('f', 'm'));
