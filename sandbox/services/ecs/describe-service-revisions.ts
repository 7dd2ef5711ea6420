import type {
  ContainerImage,
  DescribeServiceRevisionsResponse,
  ServiceRevision as RevisionShape,
} from '@aws-sdk/client-ecs'
import type { Operation } from '../../kernel/service.ts'
import { arn } from './identifiers.ts'
import { missing, requireArns } from './service-deployment-operations.ts'
import type { EcsState, ServiceRevision, SimulatedService } from './state.ts'

/** The way to learn which digests a deployment resolved: absent until its first task starts. */
export function describeServiceRevisions(ecs: EcsState): Operation {
  return (input): DescribeServiceRevisionsResponse => {
    const arns = requireArns(input['serviceRevisionArns'], 'serviceRevisionArns')
    const found = arns.map((each) => ecs.revisions.get(each))
    return {
      serviceRevisions: found
        .filter((each) => each !== undefined)
        .map(({ service, revision }) => revisionView(ecs, service, revision)),
      failures: missing(arns, found),
    }
  }
}

function revisionView(ecs: EcsState, service: SimulatedService, revision: ServiceRevision): RevisionShape {
  const { networkConfiguration, loadBalancers } = service.settings
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: arn(ecs, `cluster/${service.clusterName}`),
    taskDefinition: revision.taskDefinition.arn,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    ...(loadBalancers ? { loadBalancers } : {}),
    ...(networkConfiguration ? { networkConfiguration } : {}),
    containerImages: revision.taskDefinition.containers.map((container) => containerImage(revision, container)),
    guardDutyEnabled: false,
    createdAt: new Date(revision.createdAt),
  }
}

/** A digest written in the task definition is shown as it is; a tag as what it resolved to. */
function containerImage(
  revision: ServiceRevision,
  { name = '', image = '' }: { name?: string | undefined; image?: string | undefined },
): ContainerImage {
  const imageDigest = image.split('@')[1] ?? revision.images.get(name)?.reportedDigest
  return { containerName: name, image, ...(imageDigest === undefined ? {} : { imageDigest }) }
}
