import { ACCOUNT } from './world.ts'

let events = 0

/** An ECR Image Action as the bus hands it to a function; `digest` stands for `image-digest`. */
export function pushEvent(detail: Readonly<Record<string, unknown>>, envelope: Readonly<Record<string, unknown>> = {}) {
  events += 1
  const { digest, ...named } = detail
  return {
    version: '0',
    id: `00000000-0000-4000-8000-${String(events).padStart(12, '0')}`,
    ...{ 'detail-type': 'ECR Image Action', source: 'aws.ecr', account: ACCOUNT, region: 'us-east-1' },
    ...{ time: '2026-11-16T09:00:01Z', resources: [] },
    detail: {
      result: 'SUCCESS',
      'action-type': 'PUSH',
      ...named,
      ...(digest === undefined ? {} : { 'image-digest': digest }),
    },
    ...envelope,
  }
}
