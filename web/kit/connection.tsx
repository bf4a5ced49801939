import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { connectionStore } from './connection-store.ts';
import { useStore } from './store.ts';
import { useTexts } from './texts.tsx';

const messages = {
  lost: { zh: '暂时连接不上服务，正在自动重试。您填写的内容仍在页面上，请勿关闭。', en: 'The service cannot be reached for the moment; trying again. What you typed is still on the page: do not close it.' },
} as const;

const everyMs = 3_000;

/** Says that the platform is not there, asks until it is back, and then brings the page up to date. */
export function ConnectionBanner() {
  const connection = useStore(connectionStore);
  const queries = useQueryClient();
  const t = useTexts(messages);
  useEffect(() => {
    if (connection === 'here') return undefined;
    const timer = setInterval(() => {
      void fetch('/api/health').then(async (health) => {
        if (!health.ok) return;
        connectionStore.set('here');
        await queries.invalidateQueries();
      }, () => undefined);
    }, everyMs);
    return () => clearInterval(timer);
  }, [connection, queries]);
  if (connection === 'here') return null;
  return <div className="connection-banner" role="alert">{t('lost')}</div>;
}
