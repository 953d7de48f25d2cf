/** Regions whose VPCs can be bound: those of the documents' example and of the endpoint list, by name. */
export const REGIONS: Readonly<Record<string, string>> = {
  'cn-hangzhou': 'China (Hangzhou)',
  'cn-shanghai': 'China (Shanghai)',
  'cn-beijing': 'China (Beijing)',
  'cn-shenzhen': 'China (Shenzhen)',
  'cn-zhangjiakou': 'China (Zhangjiakou)',
  'cn-wulanchabu': 'China (Ulanqab)',
  'cn-hongkong': 'China (Hong Kong)',
  'ap-southeast-1': 'Singapore',
  'us-west-1': 'US (Silicon Valley)',
  'eu-central-1': 'Germany (Frankfurt)',
};
