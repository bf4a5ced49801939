-- What a programme asks for is data of its preset (../presets.ts), kept with the scheme when it is drafted: who nominates, and which papers an applicant hands in.
alter table exchange.scheme
  add column nominated_by text not null default 'institution' check (nominated_by in ('institution', 'division', 'party')),
  add column papers jsonb not null default '[]' check (pg_column_size(papers) <= 4000);

-- A paper that an application is to have: its files hang on it. The rows come with the application, whoever writes that, so that nobody leaves out what is required.
create table exchange.paper (
  id            uuid primary key default uuidv7(),
  application_id uuid not null references exchange.application,
  key           text not null check (length(key) between 1 and 40),
  required      boolean not null,
  unique (application_id, key)
);
alter table exchange.paper enable row level security;
create policy seen on exchange.paper for select using (exists (select from exchange.application a where a.id = application_id));
grant select on exchange.paper to delta_app;
insert into kernel.file_subject (subject_type, relation) values ('exchange.paper', 'exchange.paper');
create function exchange.ask_papers() returns trigger
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  insert into exchange.paper (application_id, key, required)
    select new.id, p ->> 'key', (p ->> 'required')::boolean from exchange.scheme s cross join jsonb_array_elements(s.papers) p where s.id = new.scheme_id;
  return new;
end $$;
revoke execute on function exchange.ask_papers from public;
create trigger ask_papers after insert on exchange.application for each row execute function exchange.ask_papers();

-- Whether a required paper has no file.
create function exchange.lacks_paper(application uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.paper p where p.application_id = application and p.required
    and not exists (select from kernel.file f where f.subject_type = 'exchange.paper' and f.subject_id = p.id::text and f.withdrawn_at is null))
$$;
-- Whether the actor nominates somebody of this home in this scheme: the home itself, its city or district, or its party alone.
create function exchange.nominates_for(scheme uuid, party text, division text, home uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select kernel.may_change(party) or coalesce((select case s.nominated_by when 'institution' then exchange.acts_for(party, home) when 'division' then exchange.confirms_for(division) else false end
    from exchange.scheme s where s.id = scheme), false)
$$;
revoke execute on function exchange.lacks_paper, exchange.nominates_for from public;
grant execute on function exchange.lacks_paper, exchange.nominates_for to delta_app;

-- Of somebody who has deleted their account no paper is kept.
create function exchange.forget_papers(person uuid) returns void
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  perform kernel.erase_files('exchange.paper', array(select p.id::text from exchange.paper p join exchange.application a on a.id = p.application_id where a.person_id = person));
end $$;
revoke execute on function exchange.forget_papers from public;
grant execute on function exchange.forget_papers to delta_app;

create or replace function exchange.guard_application() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
  onward boolean := new.state = exchange.after_step(old.scheme_id, old.state);
begin
  -- Who refused follows from where it stood; nobody states it.
  new.refused_by := case when new.state <> 'refused' then null when old.state = 'refused' then old.refused_by when old.state = 'submitted' then 'home' when old.state = 'atDivision' then 'division' else 'party' end;
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.scheme_id, new.person_id, new.person_name, new.home_id, new.party, new.division, new.created_at, new.wishes_anew) is distinct from (old.scheme_id, old.person_id, old.person_name, old.home_id, old.party, old.division, old.created_at, old.wishes_anew)
     or new.answer_until is distinct from old.answer_until or new.submitted_at is distinct from old.submitted_at or new.deferred_from is distinct from old.deferred_from then
    raise exception 'an application stays what it is' using errcode = 'insufficient_privilege';
  end if;
  -- Whoever leaves gives up their place in the home's order: it is free for another, as the quota is.
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member' and new.state = 'withdrawn' and exchange.may_leave(old.scheme_id, old.state)
     and new.nomination_rank is null and (new.reason, new.statement) is not distinct from (old.reason, old.statement) and new.offer_id is null then
    return new;
  end if;
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
     and (new.nomination_rank, new.reason) is not distinct from (old.nomination_rank, old.reason)
     and (new.offer_id is not distinct from old.offer_id or step in ('offered>declined', 'offered>deferred', 'conditional>declined', 'conditional>deferred'))
     and (new.statement = old.statement or old.state = 'draft' or new.state = 'draft')
     and (step <> 'draft>submitted' or not exchange.lacks_paper(old.id))
     and step in ('draft>draft', 'draft>submitted', 'submitted>draft', 'submitted>submitted', 'offered>accepted', 'offered>conditional', 'offered>declined', 'offered>deferred',
                  'conditional>declined', 'conditional>deferred', 'reserve>reserve', 'atDivision>atDivision', 'atParty>atParty', 'nominated>nominated') then
    new.submitted_at := case when step = 'draft>submitted' then now() else old.submitted_at end;
    return new;
  end if;
  if new.statement <> old.statement or new.offer_id is distinct from old.offer_id then
    raise exception 'what the person wrote is theirs' using errcode = 'insufficient_privilege';
  end if;
  -- A refusal by whoever stands above the one who nominates is not theirs to take back.
  if exchange.nominates_for(old.scheme_id, old.party, old.division, old.home_id)
     and ((old.state = 'submitted' and onward) or step in ('submitted>refused', 'atDivision>submitted', 'atParty>submitted', 'nominated>submitted', 'nominated>nominated')
          or (step = 'refused>submitted' and (old.refused_by = 'home' or kernel.may_change(old.party)))) then
    return new;
  end if;
  if (exchange.confirms_for(old.division) or kernel.may_change(old.party)) and new.nomination_rank is not distinct from old.nomination_rank
     and old.state = 'atDivision' and (onward or new.state = 'refused') then
    return new;
  end if;
  if kernel.may_change(old.party) and old.state = 'atParty' and (onward or new.state = 'refused') then
    return new;
  end if;
  raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
end $$;

drop policy seen on exchange.application;
create policy seen on exchange.application for select using (
  kernel.is_system() or kernel.audits(party) or coalesce(person_id = kernel.actor_person(), false)
  or (state not in ('draft', 'withdrawn') and exchange.acts_for(party, home_id))
  or (state not in ('draft', 'withdrawn') and exchange.confirms_for(division) and (state <> 'submitted' or exchange.nominates_for(scheme_id, party, division, home_id)))
  or (state in ('nominated', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed') and exchange.is_wished_host(id)));
drop policy changed on exchange.application;
create policy changed on exchange.application for update using (
  kernel.is_system() or coalesce(person_id = kernel.actor_person(), false) or exchange.acts_for(party, home_id)
  or (exchange.confirms_for(division) and (state = 'atDivision' or exchange.nominates_for(scheme_id, party, division, home_id))))
  with check (true);

-- Who confirms and nominates, and the papers, are part of what the four agree to.
create or replace function exchange.guard_scheme() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.preset, new.item_id, new.year, new.party, new.confirms, new.nominated_by, new.papers) is distinct from (old.preset, old.item_id, old.year, old.party, old.confirms, old.nominated_by, old.papers) then
    raise exception 'a scheme stays what it is' using errcode = 'insufficient_privilege';
  end if;
  if old.state <> 'draft' and ((new.title, new.note, new.starts_on, new.ends_on, new.most_wishes, new.mechanism, new.tolerance, new.limits, new.terms)
      is distinct from (old.title, old.note, old.starts_on, old.ends_on, old.most_wishes, old.mechanism, old.tolerance, old.limits, old.terms)
     or ((new.apply_until, new.answer_until) is distinct from (old.apply_until, old.answer_until) and step <> 'matched>open')) then
    raise exception 'what is before the four stays as it is' using errcode = 'insufficient_privilege';
  end if;
  if new.state <> old.state and step not in ('draft>consulting', 'signing>draft', 'agreed>draft', 'agreed>open', 'open>ordering', 'ordering>open', 'matched>open', 'matched>closed', 'draft>withdrawn', 'agreed>withdrawn') then
    raise exception 'the four agree to a scheme: %', step using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
