-- Where one person guides one other (mentoring), the post is a person with an account: named in the offer, they order who wishes for them, sign as tutor,
-- answer the journal and assess. Such a post takes one, and both sides declare what the matching weighs (../fit).
create function exchange.is_one_to_one(preset text) returns boolean language sql immutable parallel safe return preset = 'mentoring';  -- as `pairs` in presets.ts; a test holds the two together

alter table exchange.offer
  add column one_to_one boolean not null default false,
  add column tutor_id uuid references directory.person,
  add column fields text[] not null default '{}' check (cardinality(fields) <= 20),
  add column aims text[] not null default '{}' check (cardinality(aims) <= 20),
  add constraint one_to_one check (not one_to_one or (capacity = 1 and tutor_id is not null));
create unique index mentor_once on exchange.offer (scheme_id, tutor_id) where one_to_one and state <> 'withdrawn';
create index on exchange.offer (tutor_id) where tutor_id is not null;
grant update (tutor_id, fields, aims) on exchange.offer to delta_app;
alter table exchange.application
  add column fields text[] not null default '{}' check (cardinality(fields) <= 20),
  add column aims text[] not null default '{}' check (cardinality(aims) <= 20);
alter table exchange.outcome add column fits jsonb;           -- of each wish: what its fit was made of

-- Whether a post takes one follows from its scheme; who it is belongs to the host, and stays once hosts order.
create function exchange.guard_pair() returns trigger
language plpgsql security definer set search_path = exchange, directory, kernel, pg_temp as $$
declare
  of exchange.scheme;
begin
  select * into of from exchange.scheme s where s.id = new.scheme_id;
  -- Posts of before there were mentors stay as they are.
  new.one_to_one := case when tg_op = 'INSERT' then exchange.is_one_to_one(of.preset) else old.one_to_one end;
  if tg_op = 'UPDATE' then
    -- How many places are taken is counted by a trigger, whoever accepts or declines; nobody may set it.
    if kernel.actor_role() = 'member' and (to_jsonb(new) - '{ordered_at,taken}'::text[]) is distinct from (to_jsonb(old) - '{ordered_at,taken}'::text[]) then
      raise exception 'a mentor orders, the offer is their institution''s' using errcode = 'insufficient_privilege';
    end if;
    if (new.tutor_id, new.fields, new.aims) is not distinct from (old.tutor_id, old.fields, old.aims) then
      return new;
    end if;
    if not (kernel.actor_role() is null or kernel.is_system() or of.state in ('agreed', 'open')) then
      raise exception 'offers are changed while the scheme takes them' using errcode = 'insufficient_privilege';
    end if;
  end if;
  if new.tutor_id is not null and not (tg_op = 'UPDATE' and kernel.is_system()) and not exists (select from directory.person p where p.id = new.tutor_id and p.institution_id = new.institution_id) then
    raise exception 'the tutor belongs to the host' using errcode = 'check_violation', constraint = 'tutor_of_host';
  end if;
  return new;
end $$;
revoke execute on function exchange.guard_pair from public;
create trigger guard_pair before insert or update on exchange.offer for each row execute function exchange.guard_pair();

-- What an applicant declares is theirs, while they write.
create function exchange.guard_declared() returns trigger language plpgsql as $$
begin
  if (new.fields, new.aims) is distinct from (old.fields, old.aims)
     and not (kernel.actor_role() is null or kernel.is_system() or (old.person_id = kernel.actor_person() and kernel.actor_role() = 'member' and old.state = 'draft')) then
    raise exception 'what the person declared is theirs' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard_declared before update of fields, aims on exchange.application for each row execute function exchange.guard_declared();

-- Whether the actor is the person whom an offer names. With the owner's rights, or else the policies would ask each other.
create function exchange.is_mentor_of(offer uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.offer o where o.id = offer and o.one_to_one and o.state = 'published' and o.tutor_id = kernel.actor_person() and kernel.actor_role() = 'member')
$$;
create function exchange.is_mentor_wished(application uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exists (select from exchange.application a join exchange.wish w on w.application_id = a.id where a.id = application
    and a.state in ('nominated', 'offered', 'reserve', 'conditional', 'accepted', 'deferred', 'declined', 'lapsed') and exchange.is_mentor_of(w.offer_id))
$$;
-- Of a stay: whether the actor is the mentor who signed it.
create function exchange.mentors(placement uuid) returns boolean
language sql stable security definer set search_path = exchange, kernel, pg_temp as $$
  select exchange.tutors(placement) and exists (select from exchange.placement p join exchange.application a on a.id = p.application_id join exchange.offer o on o.id = a.offer_id where p.id = placement and o.one_to_one)
$$;
revoke execute on function exchange.is_mentor_of, exchange.is_mentor_wished, exchange.mentors from public;
grant execute on function exchange.is_mentor_of, exchange.is_mentor_wished, exchange.mentors to delta_app;

create policy seen_by_mentor on exchange.application for select using (exchange.is_mentor_wished(id));
create policy ordered_by_mentor on exchange.offer for update using (exchange.is_mentor_of(id));
create policy seen_by_mentor on exchange.ordering for select using (exchange.is_mentor_of(offer_id));
create policy given_by_mentor on exchange.assessment for insert with check (side = 'host' and exchange.mentors(placement_id) and exists (
  select from exchange.placement p where p.id = placement_id and p.state = 'finished' and assessed_at >= (upper(p.during) - 2 - least(3, (upper(p.during) - lower(p.during)) / 30))::timestamptz));
create policy removed_by_mentor on exchange.score for delete using (rater = kernel.actor_account() and exchange.is_mentor_of(offer_id)
  and exists (select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer_id and s.state in ('open', 'ordering')));
create or replace function exchange.may_order(offer uuid) returns boolean language sql stable return exists (
  select from exchange.offer o join exchange.scheme s on s.id = o.scheme_id where o.id = offer and s.state = 'ordering' and (exchange.acts_for(o.party, o.institution_id) or exchange.is_mentor_of(o.id))
    and not exists (select from exchange.lottery l where l.scheme_id = s.id and l.scheme_round = s.round and l.state <> 'void'));
create or replace function exchange.is_host_of(offer uuid) returns boolean language sql stable return exists (
  select from exchange.offer o where o.id = offer and (exchange.acts_for(o.party, o.institution_id) or exchange.is_mentor_of(o.id)));
