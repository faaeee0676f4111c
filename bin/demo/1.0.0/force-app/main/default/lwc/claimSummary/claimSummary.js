import { LightningElement, api } from 'lwc';
import greeting from '@salesforce/label/c.Claim_Greeting';

export default class ClaimSummary extends LightningElement {
    @api amount;
    label = { greeting };
}
