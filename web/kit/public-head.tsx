import { Link } from '@tanstack/react-router';
import { useAppearance } from './appearance.ts';
import { useLanguage, useTexts } from './texts.tsx';
import { words } from './words.ts';

/** The head of every page that needs no sign-in. */
export function PublicHead() {
  const w = useTexts(words);
  const [language, setLanguage] = useLanguage();
  const [appearance, setAppearance] = useAppearance();
  return (
    <header className="portal-head">
      <Link to="/" className="brand"><img src="/seal.svg" alt="" />{w('brandShort')}</Link>
      <nav aria-label={w('brandShort')}>
        <button type="button" className="plain-button" onClick={() => setAppearance(appearance === 'dark' ? 'light' : 'dark')}>{appearance === 'dark' ? w('light') : w('dark')}</button>
        <button type="button" className="plain-button" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{w('language')}</button>
        <Link to="/workspace" className="main-button">{w('signIn')}</Link>
      </nav>
    </header>
  );
}
