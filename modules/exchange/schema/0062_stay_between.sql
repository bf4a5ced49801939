-- What initiatives were told of stays so far says where they were.
update plan.fact f set to_party = p.host_party from exchange.placement p where f.mechanism = 'exchange' and f.subject_type = 'exchange.placement' and f.subject_id = p.id::text;
