import { Link, Outlet } from '@tanstack/react-router';
import { useAppearance } from '#web/kit/appearance.ts';
import { useLanguage, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { AntProvider } from './ant-provider.tsx';

/** Pages for everybody that need more than the portal brings along. */
export function PublicLayout() {
  const w = useTexts(words);
  const [language, setLanguage] = useLanguage();
  const [appearance, setAppearance] = useAppearance();
  return (
    <AntProvider>
      <a className="skip" href="#content">{w('skip')}</a>
      <header className="portal-head">
        <Link to="/" className="brand"><img src="/seal.svg" alt="" />{w('brandShort')}</Link>
        <nav>
          <button type="button" className="plain-button" onClick={() => setAppearance(appearance === 'dark' ? 'light' : 'dark')}>{appearance === 'dark' ? w('light') : w('dark')}</button>
          <button type="button" className="plain-button" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{w('language')}</button>
        </nav>
      </header>
      <main id="content" className="workspace-main"><Outlet /></main>
    </AntProvider>
  );
}
