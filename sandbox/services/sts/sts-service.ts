import type { Service, World } from '../../kernel/service.ts'

/** STS, as far as tools ask it who they are. Every caller is an assumed role named by its access key id. */
export function stsService(world: World): Service {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: (_input, { caller }) => ({
        UserId: `AROASANDBOX:${caller}`,
        Account: world.account,
        Arn: `arn:aws:sts::${world.account}:assumed-role/sandbox/${caller}`,
      }),
    },
  }
}
