-- Whoever stands in conflict with an item stays away from it also when the scores are open: they neither read nor say anything of it.
create function review.barred(item uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select not kernel.is_system() and exists (select from review.assignment a join review.reviewer v on v.id = a.reviewer_id
       where a.item_id = $1 and a.state = 'conflict' and v.person_id = kernel.actor_person()) $$;
create function review.barred_from(assignment uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.assignment a where a.id = $1 and review.barred(a.item_id)) $$;
revoke execute on function review.barred, review.barred_from from public;
grant execute on function review.barred, review.barred_from to delta_app;

create policy apart on review.item as restrictive using (not review.barred(id));
create policy apart on review.item_subject as restrictive using (not review.barred(item_id));
create policy apart on review.material as restrictive using (not review.barred(item_id));
create policy apart on review.sheet as restrictive using (not review.barred_from(assignment_id));
create policy apart on review.post as restrictive using (not review.barred(item_id));
create policy apart on review.opinion as restrictive using (not review.barred(item_id));
create index on review.assignment (item_id) where state = 'conflict';
