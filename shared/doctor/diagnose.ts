import { alarmsAreQuiet } from './checks/alarms.ts'
import { architecturesFit } from './checks/architecture.ts'
import {
  aliasExists,
  containersExist,
  functionRunsImage,
  groupExists,
  hostsAreThere,
  repositoriesExist,
  thingExists,
} from './checks/existence.ts'
import { lockFileIsTrue } from './checks/lock-file.ts'
import { nobodyElseOwnsIt } from './checks/ownership.ts'
import { slackIsReachable, testsArrive, topicExists } from './checks/reach.ts'
import { lifecyclesSpareTheLedger, tagsCanMove } from './checks/registry.ts'
import {
  alarmsAreOn,
  boundsLeaveRoom,
  breakerIsOn,
  controllerFits,
  noClassicLoadBalancer,
  tagsAreResolvedOnce,
} from './checks/service-settings.ts'
import { everythingIsReadable, rightsAreGranted, rulesAreRight } from './checks/stack.ts'
import type { Facts } from './facts.ts'
import { type Finding, sorted } from './finding.ts'

/** Every check there is. docs/doctor.md tells of each. */
const checks: readonly ((facts: Facts) => readonly Finding[])[] = [
  thingExists,
  functionRunsImage,
  aliasExists,
  groupExists,
  containersExist,
  hostsAreThere,
  repositoriesExist,
  lifecyclesSpareTheLedger,
  tagsCanMove,
  breakerIsOn,
  alarmsAreOn,
  boundsLeaveRoom,
  controllerFits,
  noClassicLoadBalancer,
  tagsAreResolvedOnce,
  nobodyElseOwnsIt,
  lockFileIsTrue,
  alarmsAreQuiet,
  architecturesFit,
  rightsAreGranted,
  rulesAreRight,
  slackIsReachable,
  topicExists,
  testsArrive,
  everythingIsReadable,
]

/** What is wrong, or worth knowing, with an account as it was seen. */
export function diagnose(facts: Facts): Finding[] {
  return sorted(checks.flatMap((check) => check(facts)))
}
