import { Button } from 'antd';
import type { ECharts, EChartsOption } from 'echarts';
import { useEffect, useRef } from 'react';

/**
 * A chart, drawn as SVG by a library that is loaded when the first chart is seen. A picture for those who see it;
 * the page shows the same numbers as a table beside it.
 */
export function Chart({ label, option, height = 320, download }: { label: string; option: EChartsOption; height?: number; /** The words of the button that takes the picture along. */ download: string }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  useEffect(() => {
    let gone = false;
    let observer: ResizeObserver | undefined;
    void import('echarts').then(({ init }) => {
      if (gone || place.current === null) return;
      chart.current ??= init(place.current, null, { renderer: 'svg' });
      chart.current.setOption({ animation: false, ...option }, true);
      observer = new ResizeObserver(() => chart.current?.resize());
      observer.observe(place.current);
    });
    return () => { gone = true; observer?.disconnect(); };
  }, [option]);
  useEffect(() => () => chart.current?.dispose(), []);
  const save = () => {
    const address = chart.current?.getDataURL({ type: 'svg' });
    if (address === undefined) return;
    Object.assign(document.createElement('a'), { href: address, download: `${label}.svg` }).click();
  };
  return (
    <figure style={{ margin: 0 }}>
      <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} />
      <figcaption className="no-print" style={{ textAlign: 'right' }}><Button size="small" type="text" onClick={save}>{download}</Button></figcaption>
    </figure>
  );
}
