import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ListImagesCommand,
} from '@aws-sdk/client-ecr'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { BusEvent } from '../../../sandbox/kernel/service.ts'
import { refusal, run, type ServedEcs, serveEcs } from '../ecs/ecs-clients.ts'

let aws: ServedEcs
let events: BusEvent[]
beforeEach(async () => {
  aws = await serveEcs()
  events = []
  aws.kernel.connectBus((event) => void events.push(event))
})
afterEach(() => aws.stop())

const team = { repositoryName: 'team/api' }
const describeImages = (input: object = {}) => aws.ecrClient.send(new DescribeImagesCommand({ ...team, ...input }))
const details = () => events.map(({ detail }) => detail)

describe('a push', () => {
  it('is announced as AWS announces it', () => {
    const { digest } = aws.ecr.push({ repository: 'team/api', tag: 'v1' })
    expect(events).toEqual([
      {
        source: 'aws.ecr',
        'detail-type': 'ECR Image Action',
        resources: [],
        detail: {
          result: 'SUCCESS',
          'repository-name': 'team/api',
          'image-digest': digest,
          'action-type': 'PUSH',
          'image-tag': 'v1',
          'manifest-media-type': 'application/vnd.oci.image.manifest.v1+json',
          'artifact-media-type': 'application/vnd.oci.image.config.v1+json',
        },
      },
    ])
  })

  it('of an index announces its untagged children first', () => {
    const { digest, children } = aws.ecr.push({ repository: 'team/api', tag: 'v1', index: true })
    expect(details().map((detail) => [detail['image-digest'], detail['image-tag']])).toEqual([
      [children[0], ''],
      [children[1], ''],
      [digest, 'v1'],
    ])
    expect(details()[2]?.['manifest-media-type']).toBe('application/vnd.oci.image.index.v1+json')
  })

  it('moves the tag and leaves the older image untagged', async () => {
    const first = aws.ecr.push({ repository: 'team/api', tag: 'latest' })
    await run(aws, 60)
    const second = aws.ecr.push({ repository: 'team/api', tag: 'latest' })
    const { imageDetails } = await describeImages({ imageIds: [{ imageTag: 'latest' }] })
    expect(imageDetails).toMatchObject([{ imageDigest: second.digest, imageTags: ['latest'], imageStatus: 'ACTIVE' }])
    expect(imageDetails?.[0]?.imagePushedAt).toEqual(new Date(aws.kernel.clock.now()))
    const untagged = await describeImages({ filter: { tagStatus: 'UNTAGGED' } })
    expect(untagged.imageDetails?.map(({ imageDigest }) => imageDigest)).toEqual([first.digest])
  })

  it('back to an earlier digest moves the tag back', () => {
    const first = aws.ecr.push({ repository: 'team/api', tag: 'latest' })
    aws.ecr.push({ repository: 'team/api', tag: 'latest' })
    aws.ecr.push({ repository: 'team/api', tag: 'latest', digest: first.digest })
    expect(aws.ecr.digestOf('team/api', 'latest')).toBe(first.digest)
    expect(events).toHaveLength(3)
  })

  it('can be silent, as a push whose event got lost', () => {
    aws.ecr.push({ repository: 'team/api', tag: 'v1', silent: true })
    expect(events).toEqual([])
    expect(aws.ecr.digestOf('team/api', 'v1')).toMatch(/^sha256:[0-9a-f]{64}$/)
  })
})

describe('other actions', () => {
  it('a replication is announced with its source', () => {
    const source = { account: '111122223333', region: 'us-west-2' }
    const { digest } = aws.ecr.replicate({ repository: 'team/api', tag: 'v1', source })
    expect(events).toMatchObject([
      {
        'detail-type': 'ECR Replication Action',
        resources: ['arn:aws:ecr:us-east-1:123456789012:repository/team/api'],
        detail: {
          result: 'SUCCESS',
          'repository-name': 'team/api',
          'image-digest': digest,
          'source-account': '111122223333',
          'action-type': 'REPLICATE',
          'source-region': 'us-west-2',
          'image-tag': 'v1',
        },
      },
    ])
  })

  it('a deleted image is gone and announced', async () => {
    const { digest } = aws.ecr.push({ repository: 'team/api', tag: 'v1' })
    aws.ecr.deleteImage('team/api', { imageDigest: digest })
    expect(details().at(-1)).toMatchObject({ 'action-type': 'DELETE', 'image-tag': 'v1' })
    expect((await describeImages()).imageDetails).toEqual([])
  })

  it('an archived image is listed only when asked for', async () => {
    const { digest, pinned } = aws.ecr.push({ repository: 'team/api', tag: 'v1' })
    aws.ecr.archive('team/api', digest)
    expect(details().at(-1)).toMatchObject({ 'action-type': 'UPDATE_STORAGE_CLASS', 'target-storage-class': 'ARCHIVE' })
    expect((await describeImages()).imageDetails).toEqual([])
    expect((await describeImages({ filter: { imageStatus: 'ARCHIVED' } })).imageDetails).toMatchObject([
      { imageStatus: 'ARCHIVED' },
    ])
    expect(aws.ecr.resolve(pinned)).toBeUndefined()
    aws.ecr.restore('team/api', digest)
    expect(aws.ecr.resolve(pinned)?.digest).toBe(digest)
  })
})

describe('DescribeImages', () => {
  it('fails as a whole when one id is missing, in the words of AWS', async () => {
    aws.ecr.push({ repository: 'team/api', tag: 'v1' })
    expect(await refusal(describeImages({ imageIds: [{ imageTag: 'v1' }, { imageTag: 'v9' }] }))).toBe(
      "ImageNotFoundException: The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the " +
        "repository with name 'team/api' in the registry with id '123456789012'",
    )
  })

  it('refuses an unknown repository, in the words of AWS', async () => {
    expect(await refusal(describeImages())).toBe(
      "RepositoryNotFoundException: The repository with name 'team/api' does not exist in the registry with id " +
        "'123456789012'",
    )
  })

  it('gives pages', async () => {
    for (const tag of ['v1', 'v2', 'v3']) aws.ecr.push({ repository: 'team/api', tag })
    const first = await describeImages({ maxResults: 2 })
    expect(first.imageDetails?.flatMap(({ imageTags }) => imageTags)).toEqual(['v1', 'v2'])
    const second = await describeImages({ maxResults: 2, nextToken: first.nextToken })
    expect(second.imageDetails?.flatMap(({ imageTags }) => imageTags)).toEqual(['v3'])
    expect(second.nextToken).toBeUndefined()
    expect(await refusal(describeImages({ maxResults: 1001 }))).toMatch(/^InvalidParameterException/)
  })
})

describe('BatchGetImage', () => {
  it('gives the manifest of an index with its children', async () => {
    const { children } = aws.ecr.push({ repository: 'team/api', tag: 'v1', index: true })
    const command = new BatchGetImageCommand({ ...team, imageIds: [{ imageTag: 'v1' }] })
    const { images } = await aws.ecrClient.send(command)
    const manifest = JSON.parse(images?.[0]?.imageManifest ?? '{}')
    expect(manifest.manifests.map(({ digest }: { digest: string }) => digest)).toEqual(children)
    expect(images?.[0]?.imageManifestMediaType).toBe(manifest.mediaType)
  })

  it('tells each failure by its code', async () => {
    const { digest } = aws.ecr.push({ repository: 'team/api', tag: 'v1' })
    const other = `sha256:${'0'.repeat(64)}`
    const imageIds = [
      { imageDigest: digest },
      { imageTag: 'v9' },
      { imageDigest: other },
      { imageDigest: 'nonsense' },
      { imageTag: 'v1', imageDigest: other },
      {},
    ]
    const { images, failures } = await aws.ecrClient.send(new BatchGetImageCommand({ ...team, imageIds }))
    expect(images).toHaveLength(1)
    expect(failures?.map(({ failureCode }) => failureCode)).toEqual([
      'ImageNotFound',
      'ImageNotFound',
      'InvalidImageDigest',
      'ImageTagDoesNotMatchDigest',
      'MissingDigestAndTag',
    ])
  })
})

describe('lists', () => {
  it('show one id per tag and every repository', async () => {
    const { digest } = aws.ecr.push({ repository: 'team/api', tag: 'v1' })
    aws.ecr.push({ repository: 'team/api', tag: 'latest', digest })
    const { imageIds } = await aws.ecrClient.send(new ListImagesCommand(team))
    expect(imageIds).toEqual([
      { imageDigest: digest, imageTag: 'v1' },
      { imageDigest: digest, imageTag: 'latest' },
    ])
    const { repositories } = await aws.ecrClient.send(new DescribeRepositoriesCommand({}))
    expect(repositories).toMatchObject([
      { repositoryUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api', repositoryName: 'team/api' },
    ])
  })
})
