/** A format by which keys or tokens are recognised. */
export interface TokenFormat {
  /** The kind of token, which names its placeholder: `GITHUB_TOKEN`. */
  readonly label: string;
  /** A regular expression without flags and word boundaries; every repetition is bounded. */
  readonly source: string;
  /** Ordinary names may have this shape too, so its characters must also look random. */
  readonly needsChance: boolean;
}

/**
 * Formats as their issuers publish them, one per line: the label, then a regular expression. A question mark marks those whose shape
 * ordinary names and blobs may have too.
 */
const formats = String.raw`
AWS_KEY_ID            (?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}
AWS_BEDROCK_KEY       ABSK[A-Za-z0-9+/]{40,269}={0,2}
AWS_BEDROCK_KEY       bedrock-api-key-[A-Za-z0-9+/]{20,500}={0,2}
ONEPASSWORD_KEY       A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}
ONEPASSWORD_TOKEN     ops_eyJ[a-zA-Z0-9+/]{30,2000}={0,3}
ADOBE_SECRET          p8e-[a-zA-Z0-9]{32}
AGE_SECRET_KEY        AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}
AIRTABLE_TOKEN        pat[A-Za-z0-9]{14}\.[a-f0-9]{64}
ALIBABA_KEY_ID?       LTAI[a-zA-Z0-9]{12,24}
ANTHROPIC_KEY         sk-ant-[a-z]{2,8}\d{2}-[a-zA-Z0-9_-]{60,120}
ARTIFACTORY_KEY       AKCp[A-Za-z0-9]{69}
ARTIFACTORY_TOKEN     cmVmd[A-Za-z0-9]{59}
ATLASSIAN_TOKEN       ATATT3[A-Za-z0-9_=-]{100,250}
ATLASSIAN_TOKEN       ATCTT3[A-Za-z0-9_=-]{100,250}
AUTHRESS_KEY          (?:sc|ext|scauth|authress)_[a-zA-Z0-9]{5,30}\.[a-zA-Z0-9]{4,6}\.acc[_-][a-zA-Z0-9-]{10,32}\.[a-zA-Z0-9+/_=-]{30,120}
AZURE_ACCOUNT_KEY     AccountKey=[A-Za-z0-9+/]{80,100}={0,2}
AZURE_SIGNATURE       [?&]sig=[A-Za-z0-9%]{40,120}
CLICKHOUSE_KEY?       4b1d[A-Za-z0-9]{38}
CLOJARS_TOKEN         CLOJARS_[a-zA-Z0-9]{60}
CLOUDFLARE_KEY        v1\.0-[a-f0-9]{24}-[a-f0-9]{146}
DATABRICKS_TOKEN      dapi[a-f0-9]{32}(?:-\d)?
DEFINED_TOKEN         dnkey-[a-zA-Z0-9=_-]{26}-[a-zA-Z0-9=_-]{52}
DIGITALOCEAN_TOKEN    do[opr]_v1_[a-f0-9]{64}
DISCORD_WEBHOOK       discord(?:app)?\.com/api/webhooks/\d{16,20}/[\w-]{60,80}
DISCORD_TOKEN?        [MNO][A-Za-z\d]{23,27}\.[\w-]{6}\.[\w-]{27,40}
DOCKER_TOKEN          dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,50}
DOPPLER_TOKEN         dp\.(?:pt|ct|st|sa|scim|audit)\.[a-zA-Z0-9_.-]{40,80}
DROPBOX_TOKEN         sl\.[a-zA-Z0-9=_-]{130,1300}
DUFFEL_TOKEN          duffel_(?:test|live)_[a-zA-Z0-9_=-]{43}
DYNATRACE_TOKEN       dt0[a-z]\d{2}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{64}
EASYPOST_TOKEN        EZ[AT]K[a-zA-Z0-9]{54}
FACEBOOK_TOKEN?       EAA[MC][a-zA-Z0-9]{20,300}
FIGMA_TOKEN           fig[dour]_[A-Za-z0-9_-]{40,60}
FLUTTERWAVE_KEY       FLW(?:SECK|PUBK)_TEST-[a-hA-H0-9]{12,32}(?:-X)?
FLYIO_TOKEN           fo1_[\w-]{43}
FLYIO_TOKEN           fm[12][ar]?_[a-zA-Z0-9+/]{100,1000}={0,3}
FRAMEIO_TOKEN         fio-u-[a-zA-Z0-9_=-]{64}
FREEMIUS_KEY?         sk_[!-&(-~]{29}(?=["'])
GOOGLE_KEY            AIza[\w-]{35}
GOOGLE_TOKEN          ya29\.[\w-]{20,300}
GOOGLE_SECRET         GOCSPX-[\w-]{28}
GITHUB_TOKEN          gh[pousr]_[0-9a-zA-Z]{36,255}
GITHUB_TOKEN          github_pat_\w{82}
GITLAB_TOKEN          glpat-[\w-]{20,300}(?:\.[0-9a-z]{9})?
GITLAB_TOKEN          (?:gldt|glft|glrt|glsoat|glptt|glimt|glffct|glagent|gloas)-[\w-]{20,64}
GITLAB_TOKEN          glrt-t\d_[\w-]{27,300}\.[0-9a-z]{9}
GITLAB_TOKEN          glcbt-[0-9a-zA-Z]{1,5}_[\w-]{20}
GITLAB_TOKEN          GR1348941[\w-]{20}
GITLAB_SESSION        _gitlab_session=[0-9a-z]{32}
GRAFANA_KEY           eyJrIjoi[A-Za-z0-9]{70,400}={0,3}
GRAFANA_TOKEN         glc_[A-Za-z0-9+/]{32,400}={0,3}
GRAFANA_TOKEN         glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}
GROQ_KEY              gsk_[A-Za-z0-9]{40,60}
HARNESS_KEY           (?:pat|sat)\.[\w-]{22}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{20}
HEROKU_KEY            HRKU-AA[\w-]{58}
HUGGINGFACE_TOKEN     (?:hf|api_org)_[a-zA-Z0-9]{34}
INFRACOST_TOKEN       ico-[a-zA-Z0-9]{32}
INTRA42_SECRET        s-s4t2(?:ud|af)-[a-fA-F0-9]{64}
JWT                   ey[a-zA-Z0-9]{15,2000}\.ey[a-zA-Z0-9/\\_-]{15,4000}\.(?:[a-zA-Z0-9/\\_-]{10,2000}={0,2})?
JWT                   ZXlK(?:aGJHY2lPaU|aGNIVWlPaU|aGNIWWlPaU|aGRXUWlPaU|aU5qUWlP|amNtbDBJanBi|amRIa2lPaU|bGNHc2lPbn|cmFXUWlPaU|MGVYQWlPaU|[A-Za-z0-9]{8,10})[A-Za-z0-9+/=_\\\r\n-]{20,4000}
LANGSMITH_KEY         lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}
LINEAR_KEY            lin_(?:api|oauth)_[a-zA-Z0-9]{40,64}
LOB_KEY               (?:live|test)_(?:[a-f0-9]{35}|pub_[a-f0-9]{31})
GOCARDLESS_TOKEN?     live_[a-zA-Z0-9_=-]{40}
MAPBOX_TOKEN          [ps]k\.[a-zA-Z0-9]{60,100}\.[a-zA-Z0-9_-]{22}
NEWRELIC_KEY          NR(?:AK|II|JS|AA|RA)-[a-zA-Z0-9-]{19,40}
NOTION_TOKEN          ntn_[0-9]{11}[A-Za-z0-9]{35}
NPM_TOKEN             npm_[a-zA-Z0-9]{36}
NUGET_KEY?            oy2[a-z0-9]{43}
OCTOPUS_KEY?          API-[A-Z0-9]{26}
OPENAI_KEY            sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}
OPENAI_KEY            sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20}
OPENAI_KEY            sk-(?:or-v1-|lf-)?[a-zA-Z0-9]{32,64}
OPENSHIFT_TOKEN       sha256~[\w-]{43}
PERPLEXITY_KEY        pplx-[a-zA-Z0-9]{48}
PLAID_TOKEN           access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}
PLANETSCALE_SECRET    pscale_(?:tkn|oauth|pw)_[\w=.-]{32,64}
POSTMAN_KEY           PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}
PREFECT_KEY           pnu_[a-zA-Z0-9]{36}
PULUMI_TOKEN          pul-[a-f0-9]{40}
PYPI_TOKEN            pypi-AgE[\w-]{50,1000}
README_KEY            rdme_[a-z0-9]{70}
REPLICATE_TOKEN       r8_[A-Za-z0-9]{37}
RUBYGEMS_KEY          rubygems_[a-f0-9]{48}
SCALINGO_TOKEN        tk-us-[\w-]{48}
SENDGRID_KEY          SG\.[\w=.-]{60,70}
SENDINBLUE_KEY        xkeysib-[a-f0-9]{64}-[a-zA-Z0-9]{16}
SENTRY_TOKEN          sntrys_[a-zA-Z0-9+/=_]{60,500}
SENTRY_TOKEN          sntryu_[a-f0-9]{64}
SETTLEMINT_TOKEN      sm_[aps]at_[a-zA-Z0-9]{16}
SHIPPO_TOKEN          shippo_(?:live|test)_[a-fA-F0-9]{40}
SHOPIFY_TOKEN         shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}
SLACK_TOKEN           xapp-\d-[A-Za-z0-9]{1,40}-\d{1,20}-[a-zA-Z0-9]{1,100}
SLACK_TOKEN           xox[abeoprs](?:.xox[bp])?-[A-Za-z0-9-]{10,250}
SLACK_WEBHOOK         hooks.?slack.?com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,80}
SONAR_TOKEN           sq[upa]_[a-zA-Z0-9=_-]{40}
SOURCEGRAPH_TOKEN     sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}
SQUARE_TOKEN?         (?:EAAA|sq0[a-z]{3}-)[\w-]{22,60}
STRIPE_KEY?           (?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99}
STRIPE_KEY?           whsec_[a-zA-Z0-9]{10,99}
STRIPE_KEY?           sk_[a-zA-Z0-9]{24,99}
SUPABASE_KEY          sbp_[a-f0-9]{40}
TWILIO_KEY            SK[0-9a-fA-F]{32}
TWITTER_TOKEN         AAAAAAAAAAAAAAAAAAAAAA(?=[a-zA-Z0-9]{0,98}%)[a-zA-Z0-9%]{80,100}
TYPEFORM_TOKEN        tfp_[a-zA-Z0-9_.=-]{40,60}
VAULT_TOKEN           hv[bsr]\.[\w-]{24,300}
VAULT_TOKEN?          s\.[a-zA-Z0-9]{24}
XAI_KEY               xai-[A-Za-z0-9]{70,90}
YANDEX_KEY?           AQVN[\w-]{35,38}
YANDEX_TOKEN          t1\.[\w-]{1,200}={0,2}\.[\w-]{86}={0,2}
YANDEX_SECRET?        YC[\w-]{38}
`;

/** Formats that begin with any character: the label, characters that each token contains, then a regular expression. */
const formatsByInnerLiteral = String.raw`
AZURE_CLIENT_SECRET?  Q~                    [a-zA-Z0-9_~.]{3}\dQ~[a-zA-Z0-9_~.-]{31,34}
FACEBOOK_TOKEN?       |                     \d{15,16}\|[0-9A-Za-z_-]{27,40}
FACEBOOK_TOKEN?       %                     \d{15,16}%(?:7C)?[0-9A-Za-z_-]{27,40}
TERRAFORM_TOKEN       .atlasv1.             [a-zA-Z0-9]{14}\.atlasv1\.[a-zA-Z0-9_=-]{60,70}
MAILCHIMP_KEY         -us                   [a-f0-9]{32}-us\d{1,2}
MAXMIND_KEY           _mmk                  [A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk
TEAMS_WEBHOOK         .webhook.office.com/  [a-z0-9]{1,60}\.webhook\.office\.com/webhookb2/[a-z0-9@/-]{60,250}(?:/IncomingWebhook/[a-z0-9/-]{30,120})?
TELEGRAM_TOKEN        :A                    \d{5,16}:A[a-zA-Z0-9_-]{34}
`;

/** Lists the formats whose tokens begin with certain characters. */
export const tokenFormats: readonly TokenFormat[] = readLines(formats).map(([label = '', source = '']) => ({
  ...toLabel(label),
  source,
}));

/** A format whose tokens contain certain characters further on. */
interface InnerLiteralFormat extends TokenFormat {
  readonly literal: string;
}

/** Lists the formats whose tokens begin with any character. */
export const innerLiteralFormats: readonly InnerLiteralFormat[] = readLines(formatsByInnerLiteral).map(
  ([label = '', literal = '', source = '']) => ({ ...toLabel(label), literal, source }),
);

function readLines(list: string): readonly (readonly string[])[] {
  return list
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
}

function toLabel(marked: string): Pick<TokenFormat, 'label' | 'needsChance'> {
  return { label: marked.replace('?', ''), needsChance: marked.endsWith('?') };
}
