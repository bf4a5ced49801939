-- The year's key points (近期工作要点): drafted by one party, commented on clause by clause by the others, agreed to and signed by all four.
-- An amendment is the next edition of the same year: it goes the same way, and takes the place of what it amends when the fourth has signed.
create table plan.key_points (
  id            uuid primary key default uuidv7(),
  plan_id       uuid not null references plan.plan,
  year          smallint not null check (year between 2000 and 2199),
  edition       smallint not null default 1 check (edition between 1 and 99),
  amends        uuid references plan.key_points,
  reason        text check (length(reason) between 1 and 2000),   -- why what is in force is amended
  title         text not null check (length(title) between 1 and 200),
  number        text not null check (length(number) between 1 and 60),
  preamble      text not null default '' check (length(preamble) <= 4000),
  party         kernel.party_code not null,                       -- who prepares it; once in force it is the region's, and nobody's to edit
  visibility    kernel.visibility not null default 'region',
  state         text not null default 'draft'
    check (state in ('draft', 'commenting', 'consenting', 'signing', 'inForce', 'reviewed', 'closed', 'superseded', 'withdrawn')),
  version       integer not null default 1,
  texts         smallint not null default 0 check (texts >= 0),   -- how many texts were put forward; the last is what is agreed to and signed
  comment_until date,
  consent_until date,
  in_force_on   date,
  created_at    timestamptz not null default now(),
  check ((edition = 1) = (amends is null)),
  check ((amends is null) = (reason is null)),
  check ((in_force_on is not null) = (state in ('inForce', 'reviewed', 'closed', 'superseded')))
);
-- one document a year is in force, and one is on its way
create unique index key_points_once_in_force on plan.key_points (year) where state in ('inForce', 'reviewed', 'closed');
create unique index key_points_once_on_its_way on plan.key_points (year) where state in ('draft', 'commenting', 'consenting', 'signing');
create unique index key_points_edition_once on plan.key_points (year, edition) where state <> 'withdrawn';

-- A point of the working text. Its clause stays the same from text to text and from edition to edition: comments and differences follow it.
create table plan.point (
  id            uuid primary key default uuidv7(),
  key_points_id uuid not null references plan.key_points,
  clause        uuid not null default uuidv7(),
  position      integer not null check (position >= 1),
  item_id       uuid not null references plan.item,
  heading       text not null check (length(heading) between 1 and 300),
  text          text not null default '' check (length(text) <= 4000),
  measure       text check (length(measure) between 1 and 60),
  target        numeric(18, 4) check (target > 0),
  unit          text check (length(unit) between 1 and 20),
  deliverable   text check (length(deliverable) between 1 and 1000),
  lead          kernel.party_code,
  partners      text[] not null default '{}' check (partners <@ array['31', '32', '33', '34']),
  due_on        date,
  milestone_id  uuid references plan.milestone,
  version       integer not null default 1,
  check (lead is null or not lead::text = any (partners)),
  unique (key_points_id, clause),
  unique (key_points_id, position) deferrable initially deferred
);

-- Every text that was put forward, in its canonical form (RFC 8785); its digest cannot differ from it.
create table plan.key_points_text (
  key_points_id uuid not null references plan.key_points,
  number        smallint not null check (number >= 1),
  purpose       text not null check (purpose in ('comment', 'consent')),
  content       text not null check (length(content) <= 2000000),
  sha256        bytea not null check (sha256 = sha256(convert_to(content, 'UTF8'))),
  put_forward_at timestamptz not null default now(),
  put_forward_by uuid default kernel.actor_account(),
  primary key (key_points_id, number)
);

-- What another party says of a clause (or of the whole, without one), and what was made of it.
create table plan.point_comment (
  id            uuid primary key default uuidv7(),
  key_points_id uuid not null references plan.key_points,
  clause        uuid,
  text_number   smallint not null check (text_number >= 1),       -- the text that it speaks of
  party         kernel.party_code not null,
  text          text not null check (length(text) between 1 and 2000),
  verdict       text check (verdict in ('taken', 'partly', 'declined')),
  answer        text check (length(answer) between 1 and 2000),
  answered_at   timestamptz,
  withdrawn_at  timestamptz,
  version       integer not null default 1,
  created_by    uuid default kernel.actor_account(),
  created_at    timestamptz not null default now(),
  check ((verdict is null) = (answered_at is null)),
  check (verdict is not null or answer is null),
  check (verdict is null or verdict = 'taken' or answer is not null)   -- in part, or no: why
);
create index on plan.point_comment (key_points_id, clause);

-- The review at mid-year and at the year's end: compiled from progress and facts, with a sentence of those who lead, then published for good.
create table plan.key_points_review (
  id            uuid primary key default uuidv7(),
  key_points_id uuid not null references plan.key_points,
  kind          text not null check (kind in ('midYear', 'yearEnd')),
  party         kernel.party_code not null,
  compiled_on   date not null,
  standings     jsonb not null,
  remark        text not null default '' check (length(remark) <= 4000),
  version       integer not null default 1,
  published_at  timestamptz,
  unique (key_points_id, kind)
);
create table plan.point_remark (
  review_id     uuid not null references plan.key_points_review,
  clause        uuid not null,
  party         kernel.party_code not null,
  text          text not null check (length(text) between 1 and 1000),
  written_at    timestamptz not null default now(),
  primary key (review_id, clause)
);

-- Who drafts: the party that prepares, while the text may still change.
create function plan.may_draft(key_points uuid) returns boolean language sql stable parallel safe as
  $$ select exists (select from plan.key_points k where k.id = key_points and k.state in ('draft', 'commenting') and kernel.may_change(k.party)) $$;
create function plan.prepares(key_points uuid) returns boolean language sql stable parallel safe as
  $$ select exists (select from plan.key_points k where k.id = key_points and kernel.may_change(k.party)) $$;
create function plan.sees_key_points(key_points uuid) returns boolean language sql stable parallel safe as
  $$ select exists (select from plan.key_points k where k.id = key_points) $$;
create function plan.takes_comment(key_points uuid, party text) returns boolean language sql stable parallel safe as
  $$ select exists (select from plan.key_points k where k.id = key_points and k.state = 'commenting' and k.party <> $2) $$;

alter table plan.key_points enable row level security;
alter table plan.point enable row level security;
alter table plan.key_points_text enable row level security;
alter table plan.point_comment enable row level security;
alter table plan.key_points_review enable row level security;
alter table plan.point_remark enable row level security;

-- A draft that was never put forward is its party's own affair.
create policy seen on plan.key_points for select using (
  case when texts = 0 then kernel.may_see('party', party, null, null, null) else kernel.may_see(visibility, party, null, null, null) end);
create policy added on plan.key_points for insert with check (kernel.may_change(party) and state = 'draft' and texts = 0 and visibility = 'region');
create policy changed on plan.key_points for update using (kernel.may_change(party));

create policy seen on plan.point for select using (plan.sees_key_points(key_points_id));
create policy added on plan.point for insert with check (plan.may_draft(key_points_id));
create policy changed on plan.point for update using (plan.may_draft(key_points_id));
create policy removed on plan.point for delete using (plan.may_draft(key_points_id));

-- Texts that were put forward are between the four; the one that was signed is everybody's.
create policy seen on plan.key_points_text for select using (
  exists (select from plan.key_points k where k.id = key_points_id
    and (kernel.is_officer() or kernel.is_system() or (k.visibility = 'public' and k.texts = key_points_text.number))));
create policy added on plan.key_points_text for insert with check (
  plan.may_draft(key_points_id) and number = (select k.texts + 1 from plan.key_points k where k.id = key_points_id));

create policy seen on plan.point_comment for select using ((kernel.is_officer() or kernel.is_system()) and plan.sees_key_points(key_points_id));
create policy added on plan.point_comment for insert with check (
  kernel.may_change(party) and plan.takes_comment(key_points_id, party) and verdict is null and withdrawn_at is null);
create policy changed on plan.point_comment for update using (kernel.may_change(party) or plan.prepares(key_points_id));

create policy seen on plan.key_points_review for select using (
  (published_at is not null or kernel.is_officer() or kernel.is_system()) and plan.sees_key_points(key_points_id));
create policy added on plan.key_points_review for insert with check (kernel.may_change(party) and published_at is null and exists (
  select from plan.key_points k where k.id = key_points_id and k.party = key_points_review.party and k.state in ('inForce', 'reviewed')));
create policy changed on plan.key_points_review for update using (kernel.may_change(party) and published_at is null) with check (kernel.may_change(party));

create policy seen on plan.point_remark for select using (exists (select from plan.key_points_review r where r.id = review_id));
-- Whoever leads a point says how it went.
create function plan.may_remark(review uuid, clause uuid, party text) returns boolean language sql stable parallel safe as
  $$ select kernel.may_change($3) and exists (
       select from plan.key_points_review r join plan.point p on p.key_points_id = r.key_points_id
       where r.id = review and r.published_at is null and p.clause = $2 and p.lead = $3) $$;
create policy added on plan.point_remark for insert with check (plan.may_remark(review_id, clause, party));
create policy changed on plan.point_remark for update using (plan.may_remark(review_id, clause, party)) with check (plan.may_remark(review_id, clause, party));

grant select, insert, update on plan.key_points, plan.point_comment, plan.key_points_review, plan.point_remark to delta_app;
grant select, insert, update, delete on plan.point to delta_app;
grant select, insert on plan.key_points_text to delta_app;

-- The chair of the year drafts; what is in force may be amended by any of the four.
create function plan.check_begin() returns trigger language plpgsql as $$
begin
  if new.amends is null and new.party::text <> coalesce(governance.chair_of(new.year), new.party::text) then
    raise exception 'the chair of the year drafts its key points' using errcode = 'insufficient_privilege';
  end if;
  if new.amends is not null and not exists (
      select from plan.key_points k where k.id = new.amends and k.year = new.year and k.edition = new.edition - 1 and k.state in ('inForce', 'reviewed')) then
    raise exception 'an amendment is of what is in force' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger begun before insert on plan.key_points for each row execute function plan.check_begin();

-- What a policy cannot see, the row before and after at once: whose it is never changes, a text that was put to the four is fixed,
-- and the ways that the decisions of the four bring about are the platform's alone.
create function plan.guard_key_points() returns trigger language plpgsql as $$
declare
  way text := old.state || ' ' || new.state;
begin
  if (new.id, new.plan_id, new.year, new.edition, new.amends, new.party, new.created_at)
     is distinct from (old.id, old.plan_id, old.year, old.edition, old.amends, old.party, old.created_at) then
    raise exception 'key points stay with their year, their edition and the party that prepares them' using errcode = 'insufficient_privilege';
  end if;
  if old.state not in ('draft', 'commenting') and (new.title, new.number, new.preamble, new.reason, new.texts)
     is distinct from (old.title, old.number, old.preamble, old.reason, old.texts) then
    raise exception 'a text that was put to the four is not edited' using errcode = 'insufficient_privilege';
  end if;
  if new.texts <> old.texts and (new.texts <> old.texts + 1
     or not exists (select from plan.key_points_text t where t.key_points_id = new.id and t.number = new.texts)) then
    raise exception 'the count of texts follows the texts' using errcode = 'insufficient_privilege';
  end if;
  if new.visibility <> old.visibility and not (kernel.is_system() and old.state = 'signing' and new.state = 'inForce') then
    raise exception 'key points are shown to everybody when the four have signed them' using errcode = 'insufficient_privilege';
  end if;
  if new.state <> old.state and way not in ('draft commenting', 'commenting draft', 'commenting consenting', 'signing draft',
      'draft withdrawn', 'commenting withdrawn', 'inForce reviewed', 'inForce closed', 'reviewed closed')
    and not (kernel.is_system() and way in ('consenting draft', 'consenting signing', 'signing inForce', 'inForce superseded', 'reviewed superseded')) then
    raise exception 'key points do not go from % to %', old.state, new.state using errcode = 'insufficient_privilege';
  end if;
  if old.state = 'signing' and new.state = 'inForce' then
    if not exists (select from kernel.signing_document d
                   where d.subject_type = 'plan.keyPoints' and d.subject_id = new.id::text and d.state = 'inForce' and cardinality(d.required) = 4) then
      raise exception 'key points are in force when the four have signed them, and not before' using errcode = 'insufficient_privilege';
    end if;
  end if;
  if new.state in ('reviewed', 'closed') and old.state in ('inForce', 'reviewed') and new.state <> old.state and not exists (
      select from plan.key_points_review r where r.key_points_id = new.id and r.published_at is not null
        and r.kind = case new.state when 'reviewed' then 'midYear' else 'yearEnd' end) then
    raise exception 'a year is reviewed by a review that was published' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on plan.key_points for each row execute function plan.guard_key_points();

-- Holds for the platform too: what is before the four, or in force, has no working text any more.
create function plan.guard_point() returns trigger language plpgsql as $$
declare
  document uuid := case when tg_op = 'DELETE' then old.key_points_id else new.key_points_id end;
begin
  if not exists (select from plan.key_points k where k.id = document and k.state in ('draft', 'commenting')) then
    raise exception 'a text that was put to the four is not edited' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'UPDATE' and (new.key_points_id, new.clause) is distinct from (old.key_points_id, old.clause) then
    raise exception 'a point stays in its document' using errcode = 'insufficient_privilege';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger guard before insert or update or delete on plan.point for each row execute function plan.guard_point();

-- A party words and withdraws its own comment until it is answered; the party that prepares answers, and changes nothing else.
create function plan.guard_comment() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'text' - 'withdrawn_at' - 'verdict' - 'answer' - 'answered_at' - 'version'
     <> to_jsonb(old) - 'text' - 'withdrawn_at' - 'verdict' - 'answer' - 'answered_at' - 'version' then
    raise exception 'a comment stays where it was made' using errcode = 'insufficient_privilege';
  end if;
  if (new.text, new.withdrawn_at) is distinct from (old.text, old.withdrawn_at)
     and (old.verdict is not null or old.withdrawn_at is not null or not (kernel.is_system() or old.party = kernel.actor_party())) then
    raise exception 'a comment is its own party''s, until it is answered' using errcode = 'insufficient_privilege';
  end if;
  if (new.verdict, new.answer, new.answered_at) is distinct from (old.verdict, old.answer, old.answered_at)
     and (new.verdict is null or old.withdrawn_at is not null or not plan.may_draft(old.key_points_id)) then
    raise exception 'a comment is answered by the party that prepares, before the text is put to the four' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on plan.point_comment for each row execute function plan.guard_comment();
