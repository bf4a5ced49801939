import { useText } from './texts.tsx';

const names = {
  notPlanned: { zh: '未设节点', en: 'Not planned' },
  onTrack: { zh: '正常', en: 'On track' },
  atRisk: { zh: '有风险', en: 'At risk' },
  late: { zh: '逾期', en: 'Late' },
  done: { zh: '已完成', en: 'Done' },
} as const;

export type Status = keyof typeof names;
export const statusList = Object.keys(names) as Status[];
export const statusNames = names;

/** How something stands, in words and colour. */
export function StatusTag({ status }: { status: Status }) {
  const text = useText();
  return <span className={`status status-${status}`}>{text(names[status])}</span>;
}

/** Progress from 0 to 1 as a line and in per cent. */
export function ProgressLine({ value, label }: { value: number; label: string }) {
  const percent = Math.round(value * 100);
  return (
    <span className="progress-line" role="meter" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <span><span style={{ width: `${percent}%` }} /></span>
      <span>{percent}%</span>
    </span>
  );
}
