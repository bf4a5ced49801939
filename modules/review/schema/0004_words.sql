-- By which words an item finds its reviewers, and a reviewer their items.
alter table review.item_subject add column keywords text[] not null default '{}' check (cardinality(keywords) <= 10);
alter table review.reviewer add column keywords text[] not null default '{}' check (cardinality(keywords) <= 10);

-- What somebody knows they say themselves: an office that wrote it could steer who judges what.
create function review.guard_keywords() returns trigger language plpgsql as $$
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if tg_op = 'INSERT' and new.keywords <> '{}' or tg_op = 'UPDATE' and new.keywords is distinct from old.keywords and old.person_id is distinct from kernel.actor_person() then
    raise exception 'what somebody knows they say themselves' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger keywords_own before insert or update on review.reviewer for each row execute function review.guard_keywords();
