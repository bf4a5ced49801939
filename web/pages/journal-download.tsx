import { Button } from 'antd';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './journal-messages.ts';

/** Takes a proof along: whoever has the log's public key checks it anywhere. */
export function DownloadProof({ name, proof }: { name: string; proof: unknown }) {
  const t = useTexts(messages);
  const save = () => {
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(proof, null, 2)}\n`], { type: 'application/json' }));
    Object.assign(document.createElement('a'), { href: url, download: name }).click();
    URL.revokeObjectURL(url);
  };
  return <Button size="small" onClick={save}>{t('download')}</Button>;
}
