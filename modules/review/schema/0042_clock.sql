-- When each of these was done is the database's to say (`kernel.stamp`).
create trigger clock before insert or update on review.material for each row execute function kernel.stamp('withdrawn_at');
create trigger clock before insert or update on review.review for each row execute function kernel.stamp('created_at', 'opened_at', 'concluded_at');
create trigger clock before insert or update on review.reviewer for each row execute function kernel.stamp('pledged_at');
create trigger clock before insert or update on review.rubric for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on review.sheet for each row execute function kernel.stamp('submitted_at');
create trigger clock before insert or update on review.plan for each row execute function kernel.stamp('made_at');
