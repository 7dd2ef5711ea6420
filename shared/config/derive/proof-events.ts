import { parseRepositoryUri, partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import type { EventPattern } from './event-pattern.ts'
import { matchNames } from './match-names.ts'

/** Ends of scans of the images that are scanned before they start. ECR names repositories, Inspector their ARNs. */
export function scanEvents(config: LongshoreConfig): readonly EventPattern[] {
  const scanned = Object.values(config.targets).filter(({ policy }) => policy.scan)
  const uris = scanned.flatMap(({ policy }) => Object.values(policy.containers).map(({ repository }) => repository))
  const places = [...new Set(uris)].map(parseRepositoryUri).filter((place) => place !== undefined)
  if (places.length === 0) return []
  const arns = places.map(
    ({ account, region, name }) => `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`,
  )
  return [
    {
      source: ['aws.ecr', 'aws.inspector2'],
      'detail-type': ['ECR Image Scan', 'Inspector2 Scan'],
      detail: {
        'repository-name': [
          ...matchNames(
            places.map(({ name }) => name),
            700,
          ),
          ...matchNames(arns, 700),
        ],
      },
    },
  ]
}

/** Alarms of the targets that begin to fire or are quiet again. */
export function alarmEvents({ targets }: LongshoreConfig): readonly EventPattern[] {
  const names = Object.values(targets).flatMap(({ policy }) => policy.alarms ?? [])
  if (names.length === 0) return []
  return [
    {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { alarmName: matchNames([...new Set(names)]), state: { value: ['OK', 'ALARM'] } },
    },
  ]
}
