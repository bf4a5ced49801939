import { Link } from '@tanstack/react-router';
import { useTexts } from '#web/kit/texts.tsx';

const messages = {
  title: { zh: '没有这个页面', en: 'There is no such page' },
  note: { zh: '地址可能有误，或页面已移走。', en: 'The address may be wrong, or the page has moved.' },
  home: { zh: '回到首页', en: 'To the first page' },
} as const;

export function NotFoundPage() {
  const t = useTexts(messages);
  return (
    <main className="portal">
      <div className="portal-hero"><span className="seal-line" aria-hidden="true" /><h1>{t('title')}</h1><p>{t('note')}</p><p><Link to="/">{t('home')}</Link></p></div>
    </main>
  );
}
