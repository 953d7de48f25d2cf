import { actionsOf } from '../product.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();

/** Id, name in English, name in Chinese: where version 3.0 is offered (documented: regions). */
const REGIONS = [
  ['cn-hangzhou', 'China (Hangzhou)', '华东1（杭州）'],
  ['cn-shanghai', 'China (Shanghai)', '华东2（上海）'],
  ['cn-qingdao', 'China (Qingdao)', '华北1（青岛）'],
  ['cn-beijing', 'China (Beijing)', '华北2（北京）'],
  ['cn-zhangjiakou', 'China (Zhangjiakou)', '华北3（张家口）'],
  ['cn-huhehaote', 'China (Hohhot)', '华北5（呼和浩特）'],
  ['cn-shenzhen', 'China (Shenzhen)', '华南1（深圳）'],
  ['cn-chengdu', 'China (Chengdu)', '西南1（成都）'],
  ['cn-hongkong', 'China (Hong Kong)', '中国香港'],
  ['ap-southeast-1', 'Singapore', '新加坡'],
  ['ap-southeast-3', 'Malaysia (Kuala Lumpur)', '马来西亚（吉隆坡）'],
  ['ap-southeast-5', 'Indonesia (Jakarta)', '印度尼西亚（雅加达）'],
  ['ap-northeast-1', 'Japan (Tokyo)', '日本（东京）'],
  ['eu-central-1', 'Germany (Frankfurt)', '德国（法兰克福）'],
  ['us-east-1', 'US (Virginia)', '美国（弗吉尼亚）'],
  ['us-west-1', 'US (Silicon Valley)', '美国（硅谷）'],
] as const;

export const describeRegions = row({
  name: 'DescribeRegions',
  style: { method: 'GET', path: '/2023-03-30/regions' },
  parameters: { AcceptLanguage: { type: 'string', default: 'en-US' } },
  response: { Regions: { Region: [{ LocalName: 'string', RegionId: 'string' }] } },
  errors: [],
  handler: (_state, { parameters: { AcceptLanguage } }) => {
    const isChinese = AcceptLanguage.toLowerCase().startsWith('zh');
    const shown = REGIONS.map(([id, english, chinese]) => ({ LocalName: isChinese ? chinese : english, RegionId: id }));
    return { Regions: { Region: shown } };
  },
});
