-- Lists are read in the order in which people here look for names: by pinyin.
create index institution_by_name on directory.institution ((coalesce(name, '') collate "zh-x-icu"), id) where state = 'active';
create index person_by_name on directory.person ((coalesce(name, '') collate "zh-x-icu"), id) where merged_into is null;
