-- An agreement is kept in versions: the first that came into force, the changes that all approved after it, and the one that waits for signatures.
-- The agreement itself is only whose it is and where it stands.
alter table exchange.agreement add column needs text[] not null default '{}' check (needs <@ array['approval', 'filing']);  -- what must be there before anybody arrives
create table exchange.agreement_version (
  agreement_id  uuid not null references exchange.agreement,
  number        integer not null check (number between 1 and 1000),
  content       jsonb not null check (pg_column_size(content) <= 60000),
  during        daterange not null check (not isempty(during)),
  digest        bytea not null check (octet_length(digest) = 32),
  state         text not null default 'open' check (state in ('open', 'inForce', 'replaced', 'superseded', 'withdrawn')),
  sent_at       timestamptz not null default now(),
  in_force_at   timestamptz,
  primary key (agreement_id, number),
  check (state not in ('inForce', 'replaced') or in_force_at is not null),
  check (state not in ('open', 'superseded') or in_force_at is null)
);
create unique index one_open_version on exchange.agreement_version (agreement_id) where state = 'open';
create unique index one_version_in_force on exchange.agreement_version (agreement_id) where state = 'inForce';

-- Who signs a version: asked on a day, signed on a day, in one way or the other; never half.
create table exchange.signature (
  id            uuid primary key default uuidv7(),
  agreement_id  uuid not null,
  number        integer not null,
  signatory     text not null check (signatory in ('person', 'guardian', 'teacher', 'tutor', 'home', 'host')),
  name          text not null check (length(name) between 1 and 100),
  person_id     uuid references directory.person,            -- who signs here themselves; without one it is signed on paper, or by an officer
  sent_at       timestamptz not null default now(),
  means         text check (means in ('electronic', 'paper')),
  signed_on     date,
  entered_by    uuid,
  entered_name  text check (length(entered_name) <= 100),
  entered_at    timestamptz,
  foreign key (agreement_id, number) references exchange.agreement_version,
  unique (agreement_id, number, signatory),
  check ((means is null) = (signed_on is null) and (means is null) = (entered_at is null))
);
create index on exchange.signature (person_id) where person_id is not null;

-- What was agreed before versions were kept.
insert into exchange.agreement_version (agreement_id, number, content, during, digest, state, in_force_at)
select a.id, 1, jsonb_build_object('texts', a.in_force, 'courses', '[]'::jsonb, 'scale', null), daterange(s.starts_on, s.ends_on, '[]'),
  case when a.state = 'inForce' then a.digest else sha256(convert_to(a.in_force::text, 'UTF8')) end, 'inForce', now()
from exchange.agreement a join exchange.scheme s on s.id = a.scheme_id where a.in_force is not null;
insert into exchange.agreement_version (agreement_id, number, content, during, digest)
select a.id, case when a.in_force is null then 1 else 2 end, jsonb_build_object('texts', a.content, 'courses', '[]'::jsonb, 'scale', null), daterange(s.starts_on, s.ends_on, '[]'), a.digest
from exchange.agreement a join exchange.scheme s on s.id = a.scheme_id where a.state = 'proposed' and a.content <> '{}';
insert into exchange.signature (agreement_id, number, signatory, name, person_id, means, signed_on, entered_by, entered_at)
select v.agreement_id, v.number, who.side, case who.side when 'person' then p.person_name when 'home' then h.name else i.name end, case who.side when 'person' then a.person_id end,
  case when x.side is not null then 'electronic' end, x.approved_at::date, x.approved_by, x.approved_at
from exchange.agreement_version v join exchange.agreement a on a.id = v.agreement_id join exchange.application p on p.id = a.application_id
  join directory.institution h on h.id = a.home_id join directory.institution i on i.id = a.host_id
  cross join unnest(array['person', 'home', 'host']) as who (side)
  left join exchange.approval x on x.agreement_id = v.agreement_id and x.digest = v.digest and x.side = who.side;

drop trigger guard on exchange.agreement;
drop function exchange.guard_agreement;
drop table exchange.approval;
alter table exchange.agreement drop column content, drop column digest, drop column in_force, drop column first_version;

-- Approval and filing of an internship in another province, and who gave them.
create table exchange.clearance (
  agreement_id  uuid not null references exchange.agreement,
  kind          text not null check (kind in ('approval', 'filing')),
  number        text not null check (length(number) between 1 and 100),
  given_on      date not null,
  given_by      uuid default kernel.actor_account(),
  given_at      timestamptz not null default now(),
  primary key (agreement_id, kind)
);

-- A placement whose agreement was withdrawn before anybody came stands in nobody's way.
alter table exchange.placement drop constraint placement_state_check, add constraint placement_state_check check (state in ('ready', 'underway', 'finished', 'certified', 'ended', 'withdrawn'));
alter table exchange.placement drop constraint placement_agreement_id_key, drop constraint placement_application_id_key, drop constraint one_place_at_a_time;
alter table exchange.placement add constraint one_place_at_a_time exclude using gist (person_id with =, during with &&) where (state <> 'withdrawn');
create unique index placement_of_agreement on exchange.placement (agreement_id) where state <> 'withdrawn';
create unique index placement_of_application on exchange.placement (application_id) where state <> 'withdrawn';
create index on exchange.placement (person_id);
alter table exchange.placement add column end_reason text check (length(end_reason) <= 2000);

-- Whether the actor is asked to sign, as a person. With the owner's rights, or else the policies would ask each other.
create function exchange.signs(agreement uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.signature s where s.agreement_id = agreement and s.person_id = kernel.actor_person())
$$;
create function exchange.signs_for(application uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.signature s join exchange.agreement a on a.id = s.agreement_id where a.application_id = application and s.person_id = kernel.actor_person())
$$;
revoke execute on function exchange.signs, exchange.signs_for from public;
grant execute on function exchange.signs, exchange.signs_for to delta_app;

create policy seen_by_signatory on exchange.agreement for select using (exchange.signs(id));
create policy seen_by_signatory on exchange.application for select using (exchange.signs_for(id));
create policy seen_by_signatory on exchange.placement for select using (exchange.signs(agreement_id));

alter table exchange.agreement_version enable row level security;
alter table exchange.signature enable row level security;
alter table exchange.clearance enable row level security;
create policy seen on exchange.agreement_version for select using (exists (select from exchange.agreement a where a.id = agreement_id));
create policy sent on exchange.agreement_version for insert with check (state = 'open' and exists (
  select from exchange.agreement a where a.id = agreement_id and (exchange.acts_for(a.home_party, a.home_id) or exchange.acts_for(a.host_party, a.host_id))));
create policy changed on exchange.agreement_version for update using (kernel.is_system());
create policy seen on exchange.signature for select using (exists (select from exchange.agreement a where a.id = agreement_id));
create policy asked on exchange.signature for insert with check (means is null and exists (
  select from exchange.agreement a join exchange.agreement_version v on v.agreement_id = a.id
  where a.id = signature.agreement_id and v.number = signature.number and v.state = 'open' and (exchange.acts_for(a.home_party, a.home_id) or exchange.acts_for(a.host_party, a.host_id))));
create policy signed on exchange.signature for update using (exists (select from exchange.agreement a where a.id = agreement_id));
create policy seen on exchange.clearance for select using (exists (select from exchange.agreement a where a.id = agreement_id));
create policy given on exchange.clearance for insert with check (exists (
  select from exchange.agreement a where a.id = agreement_id and kernel.may_change(case kind when 'approval' then a.home_party else a.host_party end)));
grant select, insert, update (state, in_force_at) on exchange.agreement_version to delta_app;
grant select, insert, update (means, signed_on, entered_by, entered_name, entered_at) on exchange.signature to delta_app;
grant select, insert on exchange.clearance to delta_app;

-- A signature is given once, by whoever it is, or entered from paper by the side it belongs to, with the scan.
create function exchange.guard_signature() returns trigger language plpgsql as $$
declare
  of exchange.agreement;
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  select * into of from exchange.agreement a where a.id = old.agreement_id;
  if old.means is not null or new.means is null or not exists (select from exchange.agreement_version v where v.agreement_id = old.agreement_id and v.number = old.number and v.state = 'open') then
    raise exception 'a signature is given once, under what is open' using errcode = 'insufficient_privilege';
  end if;
  if new.means = 'electronic' and coalesce(
       (kernel.actor_role() = 'member' and old.person_id = kernel.actor_person())
       or (old.signatory = 'home' and exchange.acts_for(of.home_party, of.home_id))
       or (old.signatory = 'host' and exchange.acts_for(of.host_party, of.host_id)), false) then
    return new;
  end if;
  if new.means = 'paper' and (case when old.signatory in ('tutor', 'host') then exchange.acts_for(of.host_party, of.host_id) else exchange.acts_for(of.home_party, of.home_id) end) then
    if not exists (select from kernel.file f where f.subject_type = 'exchange.signature' and f.subject_id = old.id::text and f.withdrawn_at is null) then
      raise exception 'a signature on paper needs its scan' using errcode = 'check_violation', constraint = 'paper_has_scan';
    end if;
    return new;
  end if;
  raise exception 'not this actor''s to sign' using errcode = 'insufficient_privilege';
end $$;
create trigger guard before update on exchange.signature for each row execute function exchange.guard_signature();

-- What is in force is what all have signed: only the platform puts it there.
create function exchange.guard_agreement() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (to_jsonb(new) - 'state' - 'version') is distinct from (to_jsonb(old) - 'state' - 'version') or new.state = 'inForce' then
    raise exception 'an agreement comes into force when all have signed it' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on exchange.agreement for each row execute function exchange.guard_agreement();

-- Nobody arrives before what the rules of the field ask for is there, whoever records it.
create function exchange.guard_arrival() returns trigger language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if exists (select unnest(a.needs) from exchange.agreement a where a.id = new.agreement_id except select c.kind from exchange.clearance c where c.agreement_id = new.agreement_id) then
    raise exception 'approval or filing is missing' using errcode = 'check_violation', constraint = 'cleared_before_arrival';
  end if;
  if not exists (select from exchange.agreement_version v where v.agreement_id = new.agreement_id and v.state = 'inForce') then
    raise exception 'the agreement is not signed by all' using errcode = 'check_violation', constraint = 'signed_before_arrival';
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_arrival from public;
create trigger guard_arrival before update of state on exchange.placement for each row when (old.state = 'ready' and new.state = 'underway') execute function exchange.guard_arrival();
