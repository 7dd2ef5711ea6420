import type { Elsewhere } from '../config/normalised.ts'
import type { Problem } from '../domain/observation.ts'
import type { Clock } from '../ports.ts'
import type { Credentials } from './client-settings.ts'
import { problemOf } from './problem.ts'
import { Refusal } from './refusal.ts'
import type { StsApi } from './sts-api.ts'

type Given = NonNullable<Awaited<ReturnType<StsApi['assumeRole']>>['Credentials']>

/** The shortest that STS gives: a role that was made anew over there is another one, for which older credentials are worth nothing. */
const sessionSeconds = 900

/** Credentials are taken anew when they have less than this left; a call that begins with them ends long before. */
const spareMs = 5 * 60_000

/**
 * Takes on the role of a place, through STS of the function's own region, and keeps what it gives until shortly before its end.
 * Where that is refused, each call that needs it throws a {@link Refusal} that says what is wrong over there.
 */
export function assumedCredentials(sts: () => Promise<StsApi>, elsewhere: Elsewhere, clock: Clock): Credentials {
  let kept: { readonly credentials: ReturnType<Credentials>; until: number } | undefined
  return () => {
    if (!kept || clock.now() > kept.until) {
      const taken = { credentials: take(sts, elsewhere), until: Number.POSITIVE_INFINITY }
      kept = taken
      taken.credentials.then(
        ({ expiration }) => {
          taken.until = expiration.getTime() - spareMs
        },
        () => {
          taken.until = Number.NEGATIVE_INFINITY
        },
      )
    }
    return kept.credentials
  }
}

async function take(sts: () => Promise<StsApi>, elsewhere: Elsewhere): ReturnType<Credentials> {
  const api = await sts()
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = await assume(api, elsewhere)
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    const message = `STS gave no credentials for the ${called(elsewhere)}. It is tried again by itself.`
    throw new Refusal({ kind: 'problem', cause: 'unavailable', message, ...refused(elsewhere) })
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  }
}

async function assume(api: StsApi, elsewhere: Elsewhere): Promise<Partial<Given>> {
  const { role, externalId } = elsewhere
  try {
    const answer = await api.assumeRole({
      RoleArn: role,
      RoleSessionName: 'longshore',
      ExternalId: externalId,
      DurationSeconds: sessionSeconds,
    })
    return answer.Credentials ?? {}
  } catch (error) {
    const problem = problemOf(error, { action: 'sts:AssumeRole', subject: `the ${called(elsewhere)}` })
    throw new Refusal(
      { ...(problem.cause === 'denied' ? denied(elsewhere) : problem), ...refused(elsewhere) },
      { cause: error },
    )
  }
}

/** The same answer for a role that is not there, one that trusts others, and another external id: STS tells none of them apart. */
function denied(elsewhere: Elsewhere) {
  const { account, region } = elsewhere
  const message =
    `Cannot take on the ${called(elsewhere)}: STS denies it. Either there is no such role, or it does not trust this stack, ` +
    'or it asks for another external id than that of longshore.yml. Make it anew there, with the same external id: ' +
    `npx longshore account-template ${account} --region ${region} prints how.`
  return { kind: 'problem' as const, cause: 'denied' as const, message }
}

function refused({ role, account, region }: Elsewhere): Pick<Problem, 'role'> {
  return role === undefined ? {} : { role: { arn: role, account, region } }
}

function called({ role, account }: Elsewhere): string {
  return `role ${role} of account ${account}`
}
