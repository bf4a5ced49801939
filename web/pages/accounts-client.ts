import type { AccountsApi } from '#kernel/actor/accounts-api.ts';
import { apiClient } from '#web/kit/api.ts';

export const accountsClient = apiClient<AccountsApi>('/api/accounts');
