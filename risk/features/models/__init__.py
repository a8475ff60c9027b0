"""What a payment's payer, card, device, address, terminal and payee did before."""
