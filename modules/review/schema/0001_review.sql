create schema review;
grant usage on schema review to delta_app;

-- What is scored, and how: versions by kind of review. Some kinds are maintained by the four together (presets.ts), there a version comes into force by their consent.
create table review.rubric (
  id            uuid primary key default uuidv7(),
  preset        text not null check (length(preset) between 1 and 40),
  number        integer not null check (number >= 1),
  title         text not null check (length(title) between 2 and 200),
  criteria      jsonb not null check (jsonb_typeof(criteria) = 'array' and pg_column_size(criteria) <= 100000),
  pass_at       numeric(5, 2) check (pass_at between 0 and 100),
  party         kernel.party_code not null,                -- who drafts
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'draft' check (state in ('draft', 'put', 'in_force', 'superseded', 'withdrawn')),
  version       integer not null default 1,
  created_at    timestamptz not null default now(),
  unique (preset, number)
);
create unique index rubric_in_force_once on review.rubric (preset) where state = 'in_force';
alter table review.rubric enable row level security;
create policy seen on review.rubric for select using (kernel.may_see(visibility, party, null, null, null));
create policy added on review.rubric for insert with check (kernel.may_change(party) and state = 'draft');
create policy changed on review.rubric for update using (kernel.may_change(party));
grant select, insert, update on review.rubric to delta_app;

-- A text that was put to the four stays as it is; it comes into force by their consent, never by its drafter.
create function review.guard_rubric() returns trigger language plpgsql as $$
begin
  if (new.preset, new.number, new.party) is distinct from (old.preset, old.number, old.party)
     or (old.state <> 'draft' and (new.title, new.criteria, new.pass_at) is distinct from (old.title, old.criteria, old.pass_at)) then
    raise exception 'what was put to the four stays as it is' using errcode = 'check_violation';
  end if;
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if new.state is distinct from old.state and not (old.state = 'draft' and new.state in ('put', 'withdrawn')) then
    raise exception 'a rubric comes into force by consent' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on review.rubric for each row execute function review.guard_rubric();

-- A review: an office of one party has things judged, for whoever asked for it.
create table review.review (
  id            uuid primary key default uuidv7(),
  preset        text not null check (length(preset) between 1 and 40),
  title         text not null check (length(title) between 2 and 200),
  purpose       text not null check (length(purpose) between 1 and 2000),
  party         kernel.party_code not null,                -- the office that runs it
  requester_party kernel.party_code not null,
  requester_institution_id uuid references directory.institution,   -- null: the party itself
  requester_name text not null check (length(requester_name) between 1 and 100),
  pool_id       uuid not null references pools.pool,
  draw_id       uuid references pools.draw,
  anonymous     boolean not null,                          -- reviewers do not learn whose things they judge
  rubric        jsonb not null check (pg_column_size(rubric) <= 100000),   -- as it was when the review was made
  rubric_number integer not null check (rubric_number >= 0),               -- 0: the platform's own text
  pledge        text not null check (length(pledge) between 20 and 5000),
  reviews_per_item integer not null check (reviews_per_item between 1 and 50),
  load_cap      integer not null check (load_cap between 1 and 5000),
  pair_cap      numeric(4, 3) check (pair_cap in (0.5, 0.25, 0.125)),
  recusal_years integer not null check (recusal_years between 0 and 20),
  due_on        date not null,
  fee_fen       bigint not null default 0 check (fee_fen between 0 and 100000000),   -- of each review submitted
  state         text not null default 'draft' check (state in ('draft', 'inviting', 'reviewing', 'discussing', 'concluded', 'withdrawn')),
  opened_at     timestamptz,
  concluded_at  timestamptz,
  version       integer not null default 1,
  created_at    timestamptz not null default now()
);
create unique index review_of_draw_once on review.review (draw_id) where state <> 'withdrawn';
create index on review.review (requester_institution_id);

-- Somebody who is asked to judge.
create table review.reviewer (
  id            uuid primary key default uuidv7(),
  review_id     uuid not null references review.review,
  number        integer not null check (number >= 1),
  member_id     uuid not null references pools.member,
  person_id     uuid not null references directory.person,
  name          text not null check (length(name) between 1 and 60),
  institution_name text not null check (length(institution_name) <= 100),
  member_party  kernel.party_code not null,
  party         kernel.party_code not null,                -- the review's
  draw_place    integer,
  chair         boolean not null default false,
  state         text not null default 'listed' check (state in ('listed', 'invited', 'accepted', 'declined', 'removed')),
  pledged_at    timestamptz,
  pledge_digest bytea check (octet_length(pledge_digest) = 32),
  version       integer not null default 1,
  unique (review_id, number),
  unique (id, review_id),
  check ((pledged_at is null) = (pledge_digest is null))
);
create unique index reviewer_once on review.reviewer (review_id, person_id) where state not in ('declined', 'removed');
create unique index chair_once on review.reviewer (review_id) where chair;
create index on review.reviewer (person_id);

-- What is judged. Whose it is stands apart: in an anonymous review its reviewers never see that.
create table review.item (
  id            uuid primary key default uuidv7(),
  review_id     uuid not null references review.review,
  number        integer not null check (number >= 1),
  categories    text[] not null default '{}' check (cardinality(categories) <= 5),
  unique (review_id, number),
  unique (id, review_id)
);
create table review.item_subject (
  item_id       uuid primary key,
  review_id     uuid not null,
  title         text not null check (length(title) between 1 and 200),
  summary       text not null default '' check (length(summary) <= 2000),
  persons       text[] not null default '{}' check (cardinality(persons) <= 30),
  institution_ids uuid[] not null default '{}' check (cardinality(institution_ids) <= 20),
  institution_names text[] not null default '{}' check (cardinality(institution_names) <= 20),
  foreign key (item_id, review_id) references review.item (id, review_id)
);
create index on review.item_subject (review_id);

create table review.assignment (
  id            uuid primary key default uuidv7(),
  review_id     uuid not null,
  item_id       uuid not null,
  reviewer_id   uuid not null,
  state         text not null default 'active' check (state in ('active', 'conflict', 'removed')),
  origin        text not null check (origin in ('all', 'computed', 'hand', 'reserve')),
  reason        text check (length(reason) <= 2000),
  foreign key (item_id, review_id) references review.item (id, review_id),
  foreign key (reviewer_id, review_id) references review.reviewer (id, review_id),
  unique (id, review_id)
);
create unique index assigned_once on review.assignment (item_id, reviewer_id) where state = 'active';
create index on review.assignment (reviewer_id);
create index on review.assignment (review_id, id);

-- Who sees what, by the part they have in a review. With the owner's rights, since each table's policy asks of another's rows.
create function review.runs(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select kernel.is_system() or exists (select from review.review r where r.id = $1 and (kernel.acts_for_party(r.party) or kernel.audits(r.party))) $$;
create function review.asked(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.review r where r.id = $1 and r.state <> 'draft' and case when r.requester_institution_id is null then kernel.acts_for_party(r.requester_party)
       else kernel.actor_role() = 'institution_officer' and r.requester_institution_id = kernel.actor_organization() end) $$;
create function review.named(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.reviewer v where v.review_id = $1 and v.person_id = kernel.actor_person() and v.state <> 'listed') $$;
create function review.sits(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.reviewer v where v.review_id = $1 and v.person_id = kernel.actor_person() and v.state = 'accepted' and v.pledged_at is not null) $$;
create function review.chairs(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.reviewer v where v.review_id = $1 and v.person_id = kernel.actor_person() and v.state = 'accepted' and v.pledged_at is not null and v.chair) $$;
create function review.in_state(review uuid, states text[]) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.review r where r.id = $1 and r.state = any ($2)) $$;
create function review.is_anonymous(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.review r where r.id = $1 and r.anonymous) $$;
-- the scores are open to the panel and the office
create function review.opened(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.review r where r.id = $1 and r.opened_at is not null) $$;
-- the item was given to whoever acts
create function review.given(item uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.assignment a join review.reviewer v on v.id = a.reviewer_id
       where a.item_id = $1 and a.state = 'active' and v.person_id = kernel.actor_person() and v.state = 'accepted') $$;
create function review.own_reviewer(reviewer uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.reviewer v where v.id = $1 and v.person_id = kernel.actor_person()) $$;
-- whoever acts may score this now
create function review.may_score(assignment uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.assignment a join review.reviewer v on v.id = a.reviewer_id join review.review r on r.id = a.review_id
       where a.id = $1 and a.state = 'active' and v.person_id = kernel.actor_person() and v.state = 'accepted' and v.pledged_at is not null and r.state = 'reviewing') $$;
revoke execute on function review.runs, review.asked, review.named, review.sits, review.chairs, review.in_state, review.is_anonymous, review.opened, review.given, review.own_reviewer, review.may_score from public;
grant execute on function review.runs, review.asked, review.named, review.sits, review.chairs, review.in_state, review.is_anonymous, review.opened, review.given, review.own_reviewer, review.may_score to delta_app;

alter table review.review enable row level security;
-- By the row itself, not by looking it up: a row that is just being made is not there yet.
create policy seen on review.review for select using (
  kernel.is_system() or kernel.acts_for_party(party) or kernel.audits(party) or review.named(id)
  or (state <> 'draft' and case when requester_institution_id is null then kernel.acts_for_party(requester_party)
      else coalesce(kernel.actor_role() = 'institution_officer' and requester_institution_id = kernel.actor_organization(), false) end));
create policy added on review.review for insert with check (kernel.may_change(party) and state = 'draft');
create policy changed on review.review for update using (kernel.may_change(party) or review.chairs(id));
grant select, insert, update on review.review to delta_app;

-- The office prepares, the chair opens and concludes; nobody changes what is scored once it is under way.
create function review.guard_review() returns trigger language plpgsql as $$
declare
  kept constant text[] := array['state', 'version', 'opened_at', 'concluded_at'];
begin
  if (old.state <> 'draft') and (to_jsonb(new) - kept - 'due_on' - 'title' - 'purpose') is distinct from (to_jsonb(old) - kept - 'due_on' - 'title' - 'purpose') then
    raise exception 'the terms of a review stand once it is under way' using errcode = 'check_violation';
  end if;
  if new.party is distinct from old.party then raise exception 'a review stays with its party' using errcode = 'check_violation'; end if;
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if not kernel.may_change(old.party) and (to_jsonb(new) - kept) is distinct from (to_jsonb(old) - kept) then
    raise exception 'the chair opens and concludes' using errcode = 'insufficient_privilege';
  end if;
  if (new.opened_at is distinct from old.opened_at or new.concluded_at is distinct from old.concluded_at
      or (new.state is distinct from old.state and (new.state in ('discussing', 'concluded') or old.state in ('discussing', 'concluded')))) and not review.chairs(old.id) then
    raise exception 'only the chair opens the scores' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on review.review for each row execute function review.guard_review();

alter table review.reviewer enable row level security;
create policy seen on review.reviewer for select using (review.runs(review_id) or (person_id = kernel.actor_person() and state <> 'listed') or (review.sits(review_id) and review.opened(review_id)));
create policy added on review.reviewer for insert with check (kernel.may_change(party) and state in ('listed', 'invited') and pledged_at is null);
create policy changed on review.reviewer for update using (kernel.may_change(party) or coalesce(person_id = kernel.actor_person(), false));
grant select, insert, update on review.reviewer to delta_app;

-- An answer and a pledge are the person's own; the chair is named by the office, before anything is open.
create function review.guard_reviewer() returns trigger language plpgsql as $$
begin
  if (new.review_id, new.person_id, new.member_id, new.party, new.number) is distinct from (old.review_id, old.person_id, old.member_id, old.party, old.number) then
    raise exception 'a reviewer stays who they are' using errcode = 'check_violation';
  end if;
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if (new.state is distinct from old.state and new.state in ('accepted', 'declined') or (new.pledged_at, new.pledge_digest) is distinct from (old.pledged_at, old.pledge_digest))
     and old.person_id is distinct from kernel.actor_person() then
    raise exception 'answer and pledge are the person''s own' using errcode = 'insufficient_privilege';
  end if;
  if new.state is distinct from old.state and new.state in ('accepted', 'declined') and old.state not in ('invited', 'accepted') then
    raise exception 'only an invitation is answered' using errcode = 'insufficient_privilege';
  end if;
  if (new.chair is distinct from old.chair or (new.state is distinct from old.state and new.state in ('listed', 'invited', 'removed')))
     and not kernel.may_change(old.party) then
    raise exception 'the office invites and names the chair' using errcode = 'insufficient_privilege';
  end if;
  if new.chair is distinct from old.chair and review.opened(old.review_id) then raise exception 'the chair stays once the scores are open' using errcode = 'insufficient_privilege'; end if;
  return new;
end $$;
create trigger guard before update on review.reviewer for each row execute function review.guard_reviewer();

alter table review.item enable row level security;
create policy seen on review.item for select using (review.runs(review_id) or review.asked(review_id) or review.given(id) or (review.sits(review_id) and review.opened(review_id)));
create policy added on review.item for insert with check (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') and review.in_state(review_id, array['draft', 'inviting']));
create policy removed on review.item for delete using (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') and review.in_state(review_id, array['draft']));
grant select, insert, delete on review.item to delta_app;

alter table review.item_subject enable row level security;
create policy seen on review.item_subject for select using (review.runs(review_id) or review.asked(review_id)
  or (not review.is_anonymous(review_id) and (review.given(item_id) or (review.sits(review_id) and review.opened(review_id)))));
create policy added on review.item_subject for insert with check (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') and review.in_state(review_id, array['draft', 'inviting']));
create policy removed on review.item_subject for delete using (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') and review.in_state(review_id, array['draft']));
grant select, insert, delete on review.item_subject to delta_app;

alter table review.assignment enable row level security;
create policy seen on review.assignment for select using (review.runs(review_id) or review.own_reviewer(reviewer_id) or (review.sits(review_id) and review.opened(review_id)));
create policy added on review.assignment for insert with check (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') and review.in_state(review_id, array['inviting', 'reviewing']));
create policy changed on review.assignment for update using (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') and review.in_state(review_id, array['inviting', 'reviewing']));
grant select, insert, update (state, reason) on review.assignment to delta_app;

-- What is given to read. Its name and where its content lies stand apart, for they tell whose it is.
create table review.material (
  id            uuid primary key default uuidv7(),
  review_id     uuid not null,
  item_id       uuid not null,
  number        integer not null check (number >= 1),
  media_type    text not null check (length(media_type) <= 100),
  withdrawn_at  timestamptz,
  unique (item_id, number),
  foreign key (item_id, review_id) references review.item (id, review_id)
);
create table review.material_source (
  material_id   uuid primary key references review.material,
  review_id     uuid not null,
  name          text not null check (length(name) between 1 and 255),
  size          bigint not null check (size > 0),
  sha256        bytea not null check (octet_length(sha256) = 32)
);
alter table review.material enable row level security;
create policy seen on review.material for select using (review.runs(review_id) or review.asked(review_id) or (review.sits(review_id) and (review.given(item_id) or review.opened(review_id))));
create policy added on review.material for insert with check ((review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') or review.asked(review_id)) and review.in_state(review_id, array['draft', 'inviting', 'reviewing']));
create policy changed on review.material for update using (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') or review.asked(review_id));
grant select, insert, update (withdrawn_at) on review.material to delta_app;
alter table review.material_source enable row level security;
create policy seen on review.material_source for select using (review.runs(review_id) or review.asked(review_id));
create policy added on review.material_source for insert with check (review.runs(review_id) and kernel.actor_role() in ('party_officer', 'system') or review.asked(review_id));
grant select, insert on review.material_source to delta_app;

-- Each reading of a material.
create table review.look (
  id            uuid primary key default uuidv7(),
  review_id     uuid not null references review.review,
  material_id   uuid not null references review.material,
  person_id     uuid not null default kernel.actor_person(),
  at            timestamptz not null default now()
);
create index on review.look (review_id, id);
alter table review.look enable row level security;
create policy seen on review.look for select using (review.runs(review_id) or coalesce(person_id = kernel.actor_person(), false));
create policy added on review.look for insert with check (coalesce(person_id = kernel.actor_person(), false));
grant select, insert (review_id, material_id, person_id) on review.look to delta_app;

-- What one reviewer says of one item. Theirs alone until the chair opens.
create table review.sheet (
  assignment_id uuid primary key,
  review_id     uuid not null,
  person_id     uuid not null default kernel.actor_person(),
  answers       jsonb not null check (jsonb_typeof(answers) = 'object' and pg_column_size(answers) <= 200000),
  remark        text not null default '' check (length(remark) <= 5000),
  total         numeric(7, 4) check (total between 0 and 100),
  state         text not null default 'draft' check (state in ('draft', 'submitted')),
  submitted_at  timestamptz,
  version       integer not null default 1,
  foreign key (assignment_id, review_id) references review.assignment (id, review_id),
  check ((state = 'submitted') = (submitted_at is not null)),
  check (state = 'draft' or total is not null)
);
create index on review.sheet (review_id);
alter table review.sheet enable row level security;
create policy seen on review.sheet for select using (coalesce(person_id = kernel.actor_person(), false) or kernel.is_system()
  or (state = 'submitted' and review.opened(review_id) and (review.runs(review_id) or review.sits(review_id))));
create policy added on review.sheet for insert with check (person_id = kernel.actor_person() and review.may_score(assignment_id));
create policy changed on review.sheet for update using (person_id = kernel.actor_person() and state = 'draft' and review.may_score(assignment_id)) with check (person_id = kernel.actor_person());
grant select, insert, update (answers, remark, total, state, submitted_at, version) on review.sheet to delta_app;

-- Whether all that were asked have answered: yes or no, no count, and no word of what they said.
create function review.all_in(review uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select (review.runs($1) or review.chairs($1)) and exists (select from review.assignment a where a.review_id = $1 and a.state = 'active') and not exists (
       select from review.assignment a where a.review_id = $1 and a.state = 'active'
         and not exists (select from review.sheet s where s.assignment_id = a.id and s.state = 'submitted')) $$;
-- Who has not yet, for the office that must remind them: ids of reviewers.
create function review.awaited(review uuid) returns setof uuid language sql stable security definer set search_path = review, pg_temp as
  $$ select distinct a.reviewer_id from review.assignment a where review.runs($1) and a.review_id = $1 and a.state = 'active'
       and not exists (select from review.sheet s where s.assignment_id = a.id and s.state = 'submitted') $$;
revoke execute on function review.all_in, review.awaited from public;
grant execute on function review.all_in, review.awaited to delta_app;

-- What is said in the panel, once it is open.
create table review.post (
  id            uuid primary key default uuidv7(),
  review_id     uuid not null,
  item_id       uuid not null,
  reviewer_id   uuid not null,
  text          text not null check (length(text) between 1 and 5000),
  at            timestamptz not null default now(),
  foreign key (item_id, review_id) references review.item (id, review_id),
  foreign key (reviewer_id, review_id) references review.reviewer (id, review_id)
);
create index on review.post (item_id, id);
alter table review.post enable row level security;
create policy seen on review.post for select using (review.opened(review_id) and (review.runs(review_id) or review.sits(review_id)));
create policy added on review.post for insert with check (review.sits(review_id) and review.own_reviewer(reviewer_id) and review.in_state(review_id, array['discussing']));
grant select, insert (review_id, item_id, reviewer_id, text) on review.post to delta_app;

-- The panel's opinion, written by the chair; the requester's when the review is concluded.
create table review.opinion (
  item_id       uuid primary key,
  review_id     uuid not null,
  verdict       text not null check (length(verdict) between 1 and 40),
  score         numeric(5, 2) not null check (score between 0 and 100),
  text          text not null check (length(text) between 1 and 10000),
  version       integer not null default 1,
  foreign key (item_id, review_id) references review.item (id, review_id)
);
create index on review.opinion (review_id);
alter table review.opinion enable row level security;
create policy seen on review.opinion for select using ((review.opened(review_id) and (review.runs(review_id) or review.sits(review_id))) or (review.asked(review_id) and review.in_state(review_id, array['concluded'])));
create policy added on review.opinion for insert with check (review.chairs(review_id) and review.in_state(review_id, array['discussing']));
create policy changed on review.opinion for update using (review.chairs(review_id) and review.in_state(review_id, array['discussing']));
grant select, insert, update on review.opinion to delta_app;

-- Hours and honorarium of a reviewer: the office's and their own.
create table review.duty (
  reviewer_id   uuid primary key,
  review_id     uuid not null,
  party         kernel.party_code not null,
  hours         numeric(6, 1) not null check (hours between 0 and 2000),
  fee_fen       bigint not null check (fee_fen between 0 and 1000000000),
  note          text check (length(note) <= 500),
  version       integer not null default 1,
  foreign key (reviewer_id, review_id) references review.reviewer (id, review_id)
);
alter table review.duty enable row level security;
create policy seen on review.duty for select using (review.runs(review_id) or review.own_reviewer(reviewer_id));
create policy added on review.duty for insert with check (kernel.may_change(party) and review.runs(review_id));
create policy changed on review.duty for update using (kernel.may_change(party) and review.runs(review_id));
grant select, insert, update on review.duty to delta_app;

-- A computed assignment, shown before it is confirmed.
create table review.plan (
  id            uuid primary key default uuidv7(),
  review_id     uuid not null references review.review,
  party         kernel.party_code not null,
  job_id        uuid,
  state         text not null default 'computing' check (state in ('computing', 'proposed', 'confirmed', 'discarded')),
  seed          text not null check (seed ~ '^[0-9a-f]{64}$'),
  pairs         jsonb not null default '[]' check (jsonb_typeof(pairs) = 'array'),   -- [[item, reviewer, fit], …]
  short         jsonb not null default '[]' check (jsonb_typeof(short) = 'array'),   -- [[item, missing], …]
  made_at       timestamptz not null default now(),
  version       integer not null default 1
);
create unique index plan_open_once on review.plan (review_id) where state in ('computing', 'proposed');
alter table review.plan enable row level security;
create policy seen on review.plan for select using (review.runs(review_id));
create policy added on review.plan for insert with check (kernel.may_change(party) and review.runs(review_id));
create policy changed on review.plan for update using (kernel.may_change(party) and review.runs(review_id));
grant select, insert, update on review.plan to delta_app;
