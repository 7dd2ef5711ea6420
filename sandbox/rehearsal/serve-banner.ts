/** Where people and programs find the local AWS. */
export interface Served {
  readonly endpoint: string
  readonly region: string
  /** What people sign with. */
  readonly key: string
  /** A signed link. */
  readonly page: string
}

/** What `--serve` says about itself: everything in it can be pasted into a shell as it is. */
export function serveBanner({ endpoint, region, key, page }: Served): string[] {
  return [
    '',
    `A local AWS is up at ${endpoint}. Ctrl-C ends it and forgets everything.`,
    '',
    `The page, for a quarter of an hour: ${page}`,
    '',
    'In another terminal, in this folder:',
    '',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${key} AWS_SECRET_ACCESS_KEY=${key}`,
    '',
    '  npx serverless invoke -f status',
    `  npx serverless invoke -f explain -d '{"image":"team/api:v1.3.0"}'`,
    `  npx serverless invoke -f rollback -d '{"target":"api-production","by":"me"}'`,
    '',
    '  aws lambda invoke --function-name longshore-dev-open /dev/stdout',
    '  aws ecs describe-services --cluster production --services api',
    '  aws ecr describe-images --repository-name team/api',
    '',
    'A push that is fine, and one that crashes:',
    '',
    ...pushCommand('v1.3.0', { build: '1' }),
    ...pushCommand('v1.3.1', { 'sandbox.fate': 'crashes' }),
    '',
  ]
}

function pushCommand(tag: string, annotations: Readonly<Record<string, string>>): string[] {
  const manifest = JSON.stringify({ schemaVersion: 2, annotations })
  return [`  aws ecr put-image --repository-name team/api --image-tag ${tag} --image-manifest '${manifest}'`]
}
