import { SearchOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './pages/search-messages.ts';

/** Search from anywhere: “/” goes to it, Enter shows what is found. On a phone, the way to the search page. */
export function SearchBox() {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const box = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const goToBox = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || box.current?.input?.offsetParent == null) return;
      event.preventDefault();
      box.current.focus();
    };
    document.addEventListener('keydown', goToBox);
    return () => document.removeEventListener('keydown', goToBox);
  }, []);
  const search = () => {
    const q = typed.trim();
    if (q === '') return;
    setTyped('');
    box.current?.blur();
    void navigate({ to: '/workspace/search', search: { q } });
  };
  return (
    <search className="search-box">
      <Input
        ref={box} className="search-box-field" aria-label={t('placeholder')} aria-keyshortcuts="/" title={t('shortcut')} placeholder={t('placeholder')} maxLength={100} allowClear
        prefix={<SearchOutlined aria-hidden />} suffix={<kbd aria-hidden>/</kbd>} value={typed} onChange={({ target }) => setTyped(target.value)} onPressEnter={search}
      />
      <Link className="search-box-link" to="/workspace/search" aria-label={t('title')}><SearchOutlined aria-hidden /></Link>
    </search>
  );
}

/** A key typed into a field belongs to the field. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
