import { codeDeployTakesNoForce } from './codedeploy-rules.ts'
import { coloursHavePortsOfTheirOwn, hostsAreQuick, hostsTakeNoForce } from './docker-host-rules.ts'
import { endsHaveNamesOfTheirOwn, endsMatchTargets, webhooksAreSigned } from './end-rules.ts'
import { providerIsOfThisAccount, pushersPushHere } from './github-actions-rules.ts'
import { githubKnowsItsTargets, githubMatchesTargets } from './github-rules.ts'
import {
  addressesHoldNoCredentials,
  looksAreShort,
  privateHostsAreListed,
  proofsThroughVpcNeedOne,
  secretHeadersAreGuarded,
  secretHeadersAreKept,
} from './http-proof-rules.ts'
import { functionsTakeNoForce, latestOrAliases, shiftNeedsAlias } from './lambda-rules.ts'
import {
  accountAndRegionAreKnown,
  everyTargetIsResolved,
  lockEntriesAreCurrent,
  lockIsOfThisAccount,
  rolesAreOfThisAccount,
} from './lock-rules.ts'
import {
  functionImagesAreInTheirRegion,
  otherAccountsGiveRoles,
  placesAreOfOnePartition,
  targetRolesLeaveRoom,
} from './place-rules.ts'
import {
  countedProofsNeedBake,
  metricWindowsAreUsable,
  metricWindowsHoldEnough,
  missingMinutesAreOfCounts,
  proofNamesAreUnique,
  proofsAreFew,
  scansAreWaitedForInReason,
} from './proof-rules.ts'
import { prunedRepositoriesAreFollowed, prunedRepositoriesAreHere } from './prune-rules.ts'
import type { Rule } from './rule.ts'
import { groupsNeedBot, quietHoursHaveTimes, routesMatchTargets, routesNeedBot } from './slack-rules.ts'
import { approvalsHaveTime, freezesHaveEnds, freezesLeaveTime } from './start-rules.ts'
import {
  exactTagsTakeNoOrder,
  forceModeNeedsExactTags,
  oneTargetForOneThing,
  semverOrderNeedsSemverTags,
  slackNeedsWebhook,
  usableDurations,
} from './target-rules.ts'
import { tasksEnd, tasksNameTheirContainer, tasksNeedServices, tasksTakeNoForce } from './task-rules.ts'
import { noCycles, upstreamExists } from './wave-rules.ts'

/** Rules that need nothing but longshore.yml. */
export const fileRules: readonly Rule[] = [
  oneTargetForOneThing,
  forceModeNeedsExactTags,
  semverOrderNeedsSemverTags,
  exactTagsTakeNoOrder,
  slackNeedsWebhook,
  routesNeedBot,
  routesMatchTargets,
  quietHoursHaveTimes,
  groupsNeedBot,
  endsHaveNamesOfTheirOwn,
  webhooksAreSigned,
  endsMatchTargets,
  usableDurations,
  approvalsHaveTime,
  freezesHaveEnds,
  freezesLeaveTime,
  proofNamesAreUnique,
  proofsAreFew,
  countedProofsNeedBake,
  metricWindowsAreUsable,
  metricWindowsHoldEnough,
  missingMinutesAreOfCounts,
  scansAreWaitedForInReason,
  looksAreShort,
  addressesHoldNoCredentials,
  secretHeadersAreKept,
  secretHeadersAreGuarded,
  proofsThroughVpcNeedOne,
  privateHostsAreListed,
  latestOrAliases,
  shiftNeedsAlias,
  functionsTakeNoForce,
  codeDeployTakesNoForce,
  coloursHavePortsOfTheirOwn,
  hostsTakeNoForce,
  hostsAreQuick,
  githubKnowsItsTargets,
  githubMatchesTargets,
  upstreamExists,
  noCycles,
  tasksNeedServices,
  tasksTakeNoForce,
  tasksNameTheirContainer,
  tasksEnd,
  otherAccountsGiveRoles,
  targetRolesLeaveRoom,
  placesAreOfOnePartition,
  functionImagesAreInTheirRegion,
  prunedRepositoriesAreFollowed,
]

/** Rules about what only the account knows. */
export const lockRules: readonly Rule[] = [
  accountAndRegionAreKnown,
  everyTargetIsResolved,
  lockEntriesAreCurrent,
  lockIsOfThisAccount,
  rolesAreOfThisAccount,
  providerIsOfThisAccount,
  pushersPushHere,
  prunedRepositoriesAreHere,
]
