-- Who leads an item: the chair; where the chair stands in conflict with it, of those who do not, the first by number who was given the item, and if none was, the first of the panel
-- (who signed before who did not). A rule and nobody's choice, so that a conflict is never a way to pick who speaks for an item.
create function review.apart_from(item uuid, person uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.assignment c join review.reviewer w on w.id = c.reviewer_id where c.item_id = $1 and c.state = 'conflict' and w.person_id = $2) $$;
revoke execute on function review.apart_from from public;
create function review.lead_of(item uuid) returns uuid language sql stable security definer set search_path = review, pg_temp as $$
  select case when review.apart_from(i.id, c.person_id) then (
      select v.id from review.reviewer v left join review.assignment a on a.item_id = i.id and a.reviewer_id = v.id and a.state = 'active'
      where v.review_id = i.review_id and v.state = 'accepted' and not review.apart_from(i.id, v.person_id)
      order by (a.id is not null) desc, (v.pledged_at is not null) desc, v.number limit 1)
    else c.id end
  from review.item i join review.reviewer c on c.review_id = i.review_id and c.chair and c.state = 'accepted'
  where i.id = $1 and (review.runs(i.review_id) or review.sits(i.review_id)) $$;
create function review.leads(item uuid) returns boolean language sql stable security definer set search_path = review, pg_temp as
  $$ select exists (select from review.reviewer v where v.id = review.lead_of($1) and v.person_id = kernel.actor_person() and v.state = 'accepted' and v.pledged_at is not null) $$;
revoke execute on function review.lead_of, review.leads from public;
grant execute on function review.lead_of, review.leads to delta_app;

drop policy added on review.opinion;
drop policy changed on review.opinion;
create policy added on review.opinion for insert with check (review.leads(item_id) and review.in_state(review_id, array['discussing']));
create policy changed on review.opinion for update using (review.leads(item_id) and review.in_state(review_id, array['discussing']));
