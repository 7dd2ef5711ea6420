/** Names of pull-through caches, as the console offers them: what lies below comes from elsewhere. */
const caches = /^(ecr-public|docker-hub|dockerhub|quay|kubernetes|k8s|github|ghcr|gitlab|chainguard)\//

/** Images that run beside an application and that their makers, not the application's, release. */
const sidecars = [
  ...['aws-xray-daemon', 'xray-daemon', 'aws-for-fluent-bit', 'fluent-bit', 'fluentd', 'cloudwatch-agent'],
  ...['amazon-cloudwatch-agent', 'aws-otel-collector', 'opentelemetry-collector', 'otel-collector', 'adot'],
  ...['aws-appmesh-envoy', 'envoy', 'amazon-ecs-service-connect-agent', 'datadog-agent', 'datadog', 'newrelic-infra'],
  ...['nri-ecs', 'dynatrace-oneagent', 'splunk-otel-collector', 'elastic-agent', 'filebeat', 'consul', 'vault'],
  ...['aws-guardduty-agent-fargate', 'falcon-sensor', 'sysdig-agent', 'firelens'],
]

/** Whether a repository holds a copy of somebody else's image, by its name. */
export function isThirdParty(repository: string): boolean {
  const name = repository.split('/').at(-1) ?? repository
  return caches.test(repository) || sidecars.includes(name) || /(^|\/)datadog\/agent$/.test(repository)
}
