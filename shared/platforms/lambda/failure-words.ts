/** How to mend what keeps an image from running, by Lambda's code for it. */
const mends: Readonly<Record<string, string>> = {
  ImageDeleted:
    'The image is gone from its repository. Push it again, and keep lifecycle rules from expiring what is deployed.',
  ImageAccessDenied:
    'Allow lambda.amazonaws.com ecr:BatchGetImage and ecr:GetDownloadUrlForLayer in the policy of the repository.',
  InvalidImage:
    'Push an image for one platform, not an index (docker buildx build --provenance=false --platform …), of at most 10 GB.',
  InsufficientRolePermissions: "Give the function's execution role what it lacks.",
  InvalidConfiguration: "Correct the function's configuration, then deploy again.",
  'FunctionError.InvalidEntryPoint':
    'Build it for the architecture of the function (docker build --platform linux/amd64 or linux/arm64) and check its entry point.',
  'FunctionError.RuntimeInitError': "The image's runtime did not start: read the function's log.",
  'FunctionError.InitTimeout': "The image took too long to start: read the function's log.",
  EniLimitExceeded: 'Free network interfaces of the account, or raise their limit.',
  SubnetOutOfIPAddresses: "Free addresses in the function's subnets, or add a subnet.",
  DisabledKMSKey: "Enable the function's key.",
  KMSKeyAccessDenied: "Let the function's role use its key.",
  KMSKeyNotFound: 'Give the function a key that exists.',
}

/** What Lambda says when an image cannot be taken at all: the text of its refusal, and how to mend it. */
const refusals: readonly { readonly said: RegExp; readonly code: string }[] = [
  { said: /manifest, config or layer media type/i, code: 'InvalidImage' },
  { said: /does not have permission to access/i, code: 'ImageAccessDenied' },
  { said: /source image .* does not exist/i, code: 'ImageDeleted' },
  { said: /exec format error/i, code: 'FunctionError.InvalidEntryPoint' },
]

/** Why an update or a version failed: Lambda's own words, and how to mend it. */
export function failureWords(code: string | undefined, reason: string | undefined): string {
  const said = [code, reason].filter((part) => part !== undefined && part !== '').join(': ') || 'Lambda gave no reason'
  const sentence = /[.!?]$/.test(said) ? said : `${said}.`
  const mend = mends[code ?? ''] ?? mendOf(reason ?? '')
  return mend === undefined ? sentence : `${sentence} ${mend}`
}

/** How to mend what Lambda refused with these words, where that is known. */
export function mendOf(words: string): string | undefined {
  const known = refusals.find(({ said }) => said.test(words))
  return known && mends[known.code]
}
