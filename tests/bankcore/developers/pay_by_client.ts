// Pay by the generated types: `BANK`, `KEY`, `PAYER` and `PAYEE` say where, as whom and whom.
import createClient from "openapi-fetch";
import type { components, paths } from "./bank.js";

const { BANK, KEY, PAYER, PAYEE } = process.env as Record<string, string>;
const client = createClient<paths>({ baseUrl: BANK, headers: { Authorization: `Bearer ${KEY}` } });

async function pay(amount: string) {
  const body: components["schemas"]["TransferInputRequest"] = {
    debit_account_id: PAYER,
    credit_account_id: PAYEE,
    amount,
    currency: "EUR",
  };
  const header = { "Idempotency-Key": crypto.randomUUID() };
  return client.POST("/api/v1/transfers", { params: { header }, body });
}

const paid = await pay("12.34");
if (!paid.data || !("amount" in paid.data)) throw new Error(JSON.stringify(paid.error));
const refused = await pay("100000.00");
if (!refused.error) throw new Error("The bank was to refuse this.");
const { data: account } = await client.GET("/api/v1/accounts/{account_id}", {
  params: { path: { account_id: PAYEE } },
});
console.log(paid.data.amount, refused.error.code, account?.posted);
