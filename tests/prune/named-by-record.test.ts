import { describe, expect, it } from '@jest/globals'
import { assertComplete, PruneIncomplete } from '../../shared/commands/prune-incomplete.ts'
import type { Digest } from '../../shared/domain/image.ts'
import { namedImage } from '../../shared/prune/image-reference.ts'
import { repositoryInWords } from '../../shared/prune/in-words.ts'
import { namedByFact, namedByRecord } from '../../shared/prune/named-by-record.ts'
import { aRecord, everyFact } from '../contracts/a-record.ts'

const digest = (hex: string): Digest => `sha256:${hex.repeat(64)}`
const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const release = (hex: string, carrier?: string) => ({
  images: { app: { repository: `${host}/team/api`, digest: digest(hex) } },
  ...(carrier === undefined ? {} : { carrier }),
})

describe('a record', () => {
  it('needs what it may bring back, and not what failed or was told', () => {
    const carrier = 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7'
    const { digests, carriers, repositories } = namedByRecord(
      aRecord({
        mark: { app: { tag: 'v1', digest: digest('1'), pushedAt: 1 }, other: null },
        ledger: [{ release: release('2', carrier), origin: 'proven', at: 1 }],
        holds: [{ digests: { app: digest('3') }, at: 1, deploymentId: 'd', why: 'crashed' }],
        settledOn: release('4'),
        manifests: { [digest('5')]: [digest('6')] },
        ours: [{ carrier: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:3', deploymentId: 'd', at: 1 }],
        called: [{ deploymentId: 'd', digests: { app: digest('7') }, at: 1 }],
        usurped: { rollout: 'r', at: 1, digests: { app: digest('8') } },
      }),
    )
    expect(Object.fromEntries(digests.map((named) => [named.digest.at(-1), named.use]))).toEqual({
      ...{ 1: 'mark', 2: 'ledger', 4: 'record', 7: 'record', 8: 'record' },
    })
    expect(carriers).toEqual([carrier])
    expect(repositories).toEqual([`${host}/team/api`])
  })

  it('needs what a part of it names that nobody knows yet', () => {
    const later = { ...aRecord({ ledger: [], mark: {} }), wishes: { app: { image: digest('9') } } }
    expect(namedByRecord(later).digests).toEqual([{ digest: digest('9'), use: 'record' }])
  })
})

it.each(Object.values(everyFact).filter((fact) => JSON.stringify(fact).includes('sha256:')))(
  'a waiting fact needs its image ($kind)',
  (fact) => {
    expect(namedByFact('api', fact).digests).toEqual([{ digest: digest('a'), use: 'deployment' }])
  },
)

it.each([
  [`${host}/team/api@${digest('a')}`, digest('a')],
  [`${host}/team/api:v1@${digest('a')}`, digest('a')],
  [`${host}/team/api:v1`, { repository: `${host}/team/api`, tag: 'v1' }],
  [`${host}/team/api`, { repository: `${host}/team/api`, tag: 'latest' }],
  ['localhost:5000/api', { repository: 'localhost:5000/api', tag: 'latest' }],
  [`${host}/team/api@sha256:short`, { repository: `${host}/team/api`, tag: 'latest' }],
])('reads the reference %s', (reference, image) => {
  expect(namedImage(reference)).toEqual(image)
})

describe.each([
  ['123456789012.dkr.ecr.us-east-1.amazonaws.com', host],
  ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', host],
  ['123456789012.dkr-ecr.us-east-1.on.aws', host],
  ['123456789012.dkr-ecr-fips.us-east-1.on.aws', host],
  ['123456789012.dkr.ecr.us-east-1.amazonaws.com:443', host],
  ['123456789012.DKR.ECR.us-east-1.amazonaws.com', host],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn'],
  ['123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn'],
])('a repository under %s', (written, known) => {
  it('is the one that the registry has, with a tag or without', () => {
    expect(namedImage(`${written}/team/proxy:v3`)).toEqual({ repository: `${known}/team/proxy`, tag: 'v3' })
    expect(namedImage(`${written}/team/proxy`)).toEqual({ repository: `${known}/team/proxy`, tag: 'latest' })
  })

  it('is named by a record', () => {
    const image = { repository: `${written.toLowerCase().replace(':443', '')}/team/proxy`, digest: digest('2') }
    const ledger = [{ release: { images: { app: image } }, origin: 'proven' as const, at: 1 }]
    expect(namedByRecord(aRecord({ ledger })).repositories).toContain(`${known}/team/proxy`)
  })
})

describe('a report in words', () => {
  const report = { repository: 'team/api', images: 5, kept: {}, proposed: { images: 0, bytes: 0 }, examples: [] }

  it('says what stays and why, and what goes', () => {
    const kept = { ledger: 2, young: 1 }
    expect(repositoryInWords({ ...report, kept, proposed: { images: 2, bytes: 1_234_567_890 } })).toBe(
      'team/api: 5 images, 2 needed by nobody (up to 1.2 GB). Stay: 2 in a ledger, 1 young.',
    )
  })

  it('says what became of it', () => {
    const failed = [{ digest: digest('a'), why: 'KmsError' }]
    const removed = { images: 3, bytes: 999, gone: 1, spared: 2, left: 4, failed }
    expect(repositoryInWords({ ...report, proposed: { images: 11, bytes: 0 }, removed })).toBe(
      `team/api: 5 images, 11 needed by nobody. Deleted 3 (up to 1000 B); 1 were gone already; 2 were left, needed or changed meanwhile; 4 are left for the next run; 1 failed: ${digest('a')}: KmsError.`,
    )
  })

  it('says that nothing goes', () => {
    expect(repositoryInWords({ ...report, images: 1, kept: { runs: 1 } })).toBe(
      'team/api: 1 image, none of them to go. Stay: 1 running.',
    )
  })
})

describe('a scheduled run', () => {
  const report = { message: 'team/api: …', applied: true, repositories: [], unread: [] }

  it('fails where something was left undone, so that somebody hears of it', () => {
    expect(() => assertComplete({ ...report, unread: ['Service api cannot be read.'] })).toThrow(PruneIncomplete)
    const removed = {
      images: 0,
      bytes: 0,
      gone: 0,
      spared: 0,
      left: 0,
      failed: [{ digest: digest('a'), why: 'KmsError' }],
    }
    const proposed = { images: 1, bytes: 1 }
    const repositories = [{ repository: 'team/api', images: 1, kept: {}, proposed, examples: [], removed }]
    expect(() => assertComplete({ ...report, repositories })).toThrow('Not everything could be pruned. team/api: …')
  })

  it('is well where everything was looked at, even if something is left for the next', () => {
    const removed = { images: 500, bytes: 1, gone: 1, spared: 2, left: 7, failed: [] }
    const proposed = { images: 510, bytes: 1 }
    const repositories = [{ repository: 'team/api', images: 510, kept: {}, proposed, examples: [], removed }]
    expect(() => assertComplete({ ...report, repositories })).not.toThrow()
  })
})
