/** What an SDK client of the tests is built with; the access key id names the caller. */
export function clientOptions(endpoint: string, caller = 'tester-1') {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: caller, secretAccessKey: 'sandbox' },
  }
}
