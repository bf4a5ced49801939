import { theme, type ThemeConfig } from 'antd';
import type { Appearance } from '#web/kit/appearance.ts';

const font = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC',system-ui,sans-serif";

const softInLight = { colorPrimaryBg: '#e9ecf6', colorInfoBg: '#e9ecf6', colorInfoBorder: '#c9d0e8', colorSuccessBg: '#e3efeb', colorSuccessBorder: '#bcd9d1', colorWarningBg: '#faf0da', colorWarningBorder: '#ecd9ab', colorErrorBg: '#fbe9e5', colorErrorBorder: '#efc8c0' };
const softInDark = { colorPrimaryBg: '#232a45', colorInfoBg: '#232a45', colorInfoBorder: '#3b4570', colorSuccessBg: '#1d332f', colorSuccessBorder: '#2f5249', colorWarningBg: '#3a2e17', colorWarningBorder: '#5c4a26', colorErrorBg: '#432521', colorErrorBorder: '#6b3a33' };

/** Whether the reader's system asks for nothing to move. */
const still = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Deep indigo to act with, celadon for what goes well, vermilion for the seal and for what is late. */
export function antTheme(appearance: Appearance): ThemeConfig {
  const dark = appearance === 'dark';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#5265b8' : '#2c3d80', colorInfo: dark ? '#8496e0' : '#2c3d80', colorSuccess: dark ? '#6fb3a4' : '#2f7265', colorError: dark ? '#e8786a' : '#b3382a', colorWarning: dark ? '#d9a441' : '#8a5a0b',
      colorLink: dark ? '#a9b6ea' : '#26356f', colorBgLayout: dark ? '#12151d' : '#fbfbf8', colorBgContainer: dark ? '#191d28' : '#ffffff', colorTextDescription: dark ? '#a5acbd' : '#565e72', colorTextPlaceholder: dark ? '#8b93a7' : '#6b7285',
      // The algorithm turns these dark seeds into greys; the soft tones are those of styles.css.
      ...(dark ? softInDark : softInLight),
      borderRadius: 8, fontFamily: font, fontSize: 15, controlHeight: 36, motion: !still,
    },
    components: { Table: { headerBg: dark ? '#1f2431' : '#f5f5f0', cellPaddingBlock: 11 }, Button: { primaryShadow: 'none' }, Segmented: { trackBg: dark ? '#12151d' : '#ecede8' } }, // else what is chosen stands out from nothing
  };
}
