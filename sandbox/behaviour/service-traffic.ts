import type { CloudwatchControl } from '../services/cloudwatch/cloudwatch-service.ts'
import type { MetricId } from '../services/cloudwatch/metric-store.ts'
import type { ImageService } from './image-behaviour.ts'

/** Requests that a service got in a while, as its load balancer counts them. */
export interface Served {
  /** `cluster/service` */
  readonly service: string
  /** Epoch ms. */
  readonly at: number
  readonly requests: number
  /** How they fared; undefined when nothing ran: the balancer itself answers 503, and no target takes any time. */
  readonly by: ImageService | undefined
}

const USUAL_MS: readonly [number, number] = [40, 120]
/** Latencies are put as so many values, evenly spread: enough for a p95. */
const SPREAD = 20

/** Counts requests in `AWS/ApplicationELB`. What did not happen is not counted at all, as there. */
export function measureRequests({ put }: Pick<CloudwatchControl, 'put'>, { service, at, requests, by }: Served): void {
  if (requests === 0) return
  const count = (name: string, value: number, times: number): void => {
    if (times > 0) put(metricOf(service, name), value, { at, count: times })
  }
  count('RequestCount', 1, requests)
  if (by === undefined) {
    count('HTTPCode_ELB_5XX_Count', 1, requests)
    return
  }
  const failed = Math.round(requests * (by.errors ?? 0))
  count('HTTPCode_Target_5XX_Count', 1, failed)
  count('HTTPCode_Target_2XX_Count', 1, requests - failed)
  const [least, most] = by.takes ?? USUAL_MS
  for (let step = 0; step < SPREAD; step += 1) {
    const share = Math.floor(((step + 1) * requests) / SPREAD) - Math.floor((step * requests) / SPREAD)
    count('TargetResponseTime', (least + ((most - least) * step) / (SPREAD - 1)) / 1000, share)
  }
}

/** A metric of the target group of a service. */
function metricOf(service: string, name: string): MetricId {
  const own = service.split('/')[1] ?? service
  const dimensions = {
    LoadBalancer: `app/${own}/50dc6c495c0c9188`,
    TargetGroup: `targetgroup/${own}/0123456789abcdef`,
  }
  return { namespace: 'AWS/ApplicationELB', name, dimensions }
}
