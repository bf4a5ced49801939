-- When each of these was done is the database's to say (`kernel.stamp`).
create trigger clock before insert or update on plan.aim for each row execute function kernel.stamp('withdrawn_at');
create trigger clock before insert or update on plan.item for each row execute function kernel.stamp('confirmed_at');
create trigger clock before insert or update on plan.key_points for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on plan.key_points_review for each row execute function kernel.stamp('published_at');
create trigger clock before insert or update on plan.key_points_text for each row execute function kernel.stamp('put_forward_at');
create trigger clock before insert or update on plan.milestone for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on plan.plan for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on plan.point_comment for each row execute function kernel.stamp('created_at', 'answered_at', 'withdrawn_at');
create trigger clock before insert or update on plan.point_remark for each row execute function kernel.stamp('written_at');
create trigger clock before insert or update on plan.report for each row execute function kernel.stamp('created_at', 'submitted_at');
create trigger clock before insert or update on plan.review for each row execute function kernel.stamp('reviewed_at');
create trigger clock before insert or update on plan.fact for each row execute function kernel.stamp('recorded_at');
