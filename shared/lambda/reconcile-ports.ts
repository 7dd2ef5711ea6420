import { atPlaces } from 'longshore:places'
import { tasks } from 'longshore:platforms'
import { provers, scans } from 'longshore:proofs'
import { dynamoClient, snsClient } from '../aws/clients.ts'
import { dynamoHistory } from '../aws/dynamo-history.ts'
import { snsAnnouncer, snsFollowers } from '../aws/sns-announcer.ts'
import type { Announcement } from '../domain/announcement.ts'
import { renderProgress } from '../notify/document.ts'
import { placeOf } from '../notify/place.ts'
import { renderAnnouncement } from '../notify/render-announcement.ts'
import type { Followers, OneOffTasks } from '../ports.ts'
import type { Provers } from '../proof-ports.ts'
import { deploymentOf } from '../reconcile/perform.ts'
import type { ReconcilePorts } from '../reconcile/reconcile.ts'
import type { BatchLog } from '../reconcile/reconcile-batch.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { errorText, type Log } from './log.ts'
import { lookPorts } from './look-ports.ts'

type Ports = ReconcilePorts & { readonly batchLog: BatchLog }

/** Everything reconcile needs but its log, which differs by invocation. */
export function reconcilePorts(): (log: Log) => Ports {
  const announcer = snsAnnouncer({
    client: snsClient,
    topicArn: environment('LONGSHORE_TOPIC_ARN'),
    render: (announcement) => renderAnnouncement(announcement, configuration),
  })
  const ports = {
    ...lookPorts(true),
    ...(isFollowed ? { followers: followers() } : {}),
    ...(tasks ? { tasks: tasksByTarget(atPlaces(tasks, 'deploy')) } : {}),
    ...(provers ? { provers: proversByTarget(atPlaces(provers, 'deploy')) } : {}),
    ...(scans ? { scans: scans() } : {}),
    ...{ announcer, history: dynamoHistory(dynamoClient, environment('LONGSHORE_TABLE')) },
  }
  return (log) => ({ ...ports, announcer: logged(announcer, log), log: decisionLog(log), batchLog: batchLog(log) })
}

function tasksByTarget(at: (target: string) => OneOffTasks): OneOffTasks {
  return {
    observe: (policy, wanted) => at(policy.target).observe(policy, wanted),
    run: (policy, effect) => at(policy.target).run(policy, effect),
    stop: (policy, effect) => at(policy.target).stop(policy, effect),
  }
}

function proversByTarget(at: (target: string) => Provers): Provers {
  return { look: (ask) => at(ask.target).look(ask) }
}

const isFollowed = Object.values(configuration.targets).some(({ policy }) => policy.tellProgress === true)

function followers(): Followers {
  return snsFollowers({
    client: snsClient,
    topicArn: environment('LONGSHORE_PROGRESS_TOPIC_ARN'),
    render: (progress) => renderProgress(progress, placeOf(progress.target, configuration)),
  })
}

function logged(announcer: Ports['announcer'], log: Log): Ports['announcer'] {
  return {
    async publish(announcement) {
      await announcer.publish(announcement)
      const { id, target, reason } = announcement
      const deployment = aboutDeployment(deploymentOf(announcement))
      if (announcement.kind === 'notice')
        log.info('notice published', { id, target, ...deployment, notice: announcement.notice, reason })
      else log.info('deployment ended', { id, target, ...deployment, ...endOf(announcement), reason })
    },
  }
}

/** An alarm counts what is broken by these. */
function endOf({ outcome, deployment }: Extract<Announcement, { kind: 'outcome' }>) {
  return { outcome, ...(deployment.broken && { broken: true }) }
}

function decisionLog(log: Log): Ports['log'] {
  return {
    decided(target, about) {
      if (about.phase === 'stuck') log.error('target is stuck', { target, ...about })
      else log.info('decided', { target, ...about })
    },
    conflict: (target, deploymentId) =>
      log.info('another worker was faster', { target, ...aboutDeployment(deploymentId) }),
    overtaken: (target, deploymentId) => log.warn('nothing called: the record has moved on', { target, deploymentId }),
    notAnnounced({ target, id, deploymentId }, error) {
      const keys = { target, id, ...aboutDeployment(deploymentId), error: errorText(error) }
      log.error('announcement waits in the outbox', keys)
    },
  }
}

/** Whatever is logged of a deployment has its id under this name. */
function aboutDeployment(deploymentId: string | undefined): { readonly deploymentId?: string } {
  return deploymentId === undefined ? {} : { deploymentId }
}

function batchLog(log: Log): BatchLog {
  return {
    failed: (target, error) => log.error('target failed and is delivered again', { target, error: errorText(error) }),
  }
}
