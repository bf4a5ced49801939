/** The official balance method; its thresholds stand in the formulas, compulsory-balance.indicators. */
export const balanceSources = ['《县域义务教育优质均衡发展督导评估办法》（教督〔2017〕6号）', '《县域义务教育均衡发展督导评估暂行办法》（教督〔2012〕3号）'] as const;
