import { AwsError, type Service, type World } from '../../kernel/service.ts'

/** A role of another account, and who may take it on. */
export interface TrustedRole {
  readonly arn: string
  readonly externalIds: readonly string[]
  /** ARNs of roles, with `*` for anything. */
  readonly principals: readonly string[]
}

/** Set-up of roles that can be taken on. */
export interface StsControl {
  addRole(role: TrustedRole): void
  removeRole(arn: string): void
  /** Which role a caller has; otherwise one named `sandbox`. */
  roleOf(find: (caller: string) => string | undefined): void
}

const HOUR_IN_SECONDS = 3600

/** STS: who asks, and roles of other accounts. Every caller is an assumed role, in a session named by its access key id. */
export function stsService(world: World): { readonly service: Service; readonly control: StsControl } {
  const roles = new Map<string, TrustedRole>()
  let find: (caller: string) => string | undefined = () => undefined
  const roleOf = (caller: string): string => find(caller) ?? 'sandbox'
  const control: StsControl = {
    addRole: (role) => void roles.set(role.arn, role),
    removeRole: (arn) => void roles.delete(arn),
    roleOf: (named) => {
      find = named
    },
  }
  const operations = {
    GetCallerIdentity: (_input: unknown, { caller }: { caller: string }) => ({
      UserId: `AROASANDBOX:${caller}`,
      Account: world.account,
      Arn: `arn:aws:sts::${world.account}:assumed-role/${roleOf(caller)}/${caller}`,
    }),
    AssumeRole: (input: Record<string, unknown>, { caller }: { caller: string }) =>
      assumeRole(world, roles.get(String(input['RoleArn'])), { caller, role: roleOf(caller), input }),
  }
  return { service: { name: 'sts', operations }, control }
}

interface Asked {
  readonly caller: string
  readonly role: string
  readonly input: Readonly<Record<string, unknown>>
}

/** The same refusal whatever does not fit: AWS tells nobody which roles there are. */
function assumeRole(
  { account, clock }: World,
  trusted: TrustedRole | undefined,
  { caller, role, input }: Asked,
): object {
  const principal = `arn:aws:iam::${account}:role/${role}`
  const isTrusted =
    trusted?.principals.some((pattern) => isLike(pattern, principal)) === true &&
    trusted.externalIds.includes(String(input['ExternalId']))
  if (!trusted || !isTrusted) {
    throw new AwsError(
      'AccessDenied',
      `User: arn:aws:sts::${account}:assumed-role/${role}/${caller} is not authorized to perform: sts:AssumeRole on resource: ${String(input['RoleArn'])}`,
      403,
    )
  }
  const [, , , , owner = ''] = trusted.arn.split(':')
  const session = `${trusted.arn.split('/').at(-1)}/${String(input['RoleSessionName'])}`
  return {
    Credentials: {
      AccessKeyId: `${caller}@${owner}`,
      SecretAccessKey: 'sandbox',
      SessionToken: 'sandbox',
      Expiration: new Date(clock.now() + Number(input['DurationSeconds'] ?? HOUR_IN_SECONDS) * 1000),
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROASANDBOX:${String(input['RoleSessionName'])}`,
      Arn: `arn:aws:sts::${owner}:assumed-role/${session}`,
    },
  }
}

function isLike(pattern: string, arn: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(arn)
}
