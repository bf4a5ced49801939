import { Link } from '@tanstack/react-router';
import { Button, Result, Skeleton } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { wordsFor } from './api.ts';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

type PageProps = {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly extra?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  readonly loading?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
};

/** A page of the workspace: its title, what one can do here, and its content, or that it is coming, or why it is not. */
export function Page({ title, subtitle, extra, back, loading = false, error, onRetry, children }: PageProps) {
  const w = useTexts(words);
  useEffect(() => void (document.title = `${title} · ${w('brandShort')}`), [title, w]);
  return (
    <>
      <header className="page-head">
        <div className="grow">
          {back === undefined ? null : <Link className="back" to={back.to}>← {back.label}</Link>}
          <h1>{title}</h1>
          {subtitle === undefined ? null : <div className="soft">{subtitle}</div>}
        </div>
        {extra === undefined ? null : <div className="row no-print">{extra}</div>}
      </header>
      {error !== undefined && error !== null ? (
        <Result status="warning" title={w('failed')} subTitle={wordsFor(error)} extra={onRetry === undefined ? undefined : <Button onClick={onRetry}>{w('retry')}</Button>} />
      ) : loading ? <div role="status" aria-busy="true" aria-label={w('loading')}><Skeleton active paragraph={{ rows: 8 }} /></div> : children}
    </>
  );
}
